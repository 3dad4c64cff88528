# packets.pl DEVICE FILE: writes every packet that passes over DEVICE into FILE, each after its length (32 bits, network
# order), until SIGTERM, and then says how many the system dropped. Node has no packet sockets, tcpdump insists on giving
# up a user id that a user namespace does not have, and Perl is a part of every Debian.
use strict;
use warnings;

my ( $AF_PACKET, $SOCK_RAW, $ETH_P_ALL )             = ( 17, 3, 3 );
my ( $SOL_SOCKET, $SO_RCVBUFFORCE )                  = ( 1, 33 );
my ( $SOL_PACKET, $PACKET_STATISTICS, $SIOCGIFINDEX ) = ( 263, 6, 0x8933 );

my ( $device, $file ) = @ARGV;
socket( my $socket, $AF_PACKET, $SOCK_RAW, unpack( 'S', pack( 'n', $ETH_P_ALL ) ) ) or die "socket: $!\n";
setsockopt( $socket, $SOL_SOCKET, $SO_RCVBUFFORCE, pack( 'i', 64 << 20 ) );
my $request = pack( 'a16 x24', $device );
ioctl( $socket, $SIOCGIFINDEX, $request ) or die "$device: $!\n";
my $address = pack( 'S n i S C C a8', $AF_PACKET, $ETH_P_ALL, unpack( 'x16 i', $request ), 0, 0, 0, '' );
bind( $socket, $address ) or die "bind: $!\n";
open( my $out, '>:raw', $file ) or die "$file: $!\n";

my $ended = 0;
$SIG{TERM} = sub { $ended = 1 };
$SIG{INT} = 'IGNORE';
print STDERR "listening\n";
until ($ended) {
    defined( recv( $socket, my $packet, 131072, 0 ) ) or next;
    syswrite( $out, pack( 'N', length $packet ) . $packet );
}
my ( undef, $dropped ) = unpack( 'L L', getsockopt( $socket, $SOL_PACKET, $PACKET_STATISTICS ) );
print STDERR "dropped $dropped\n";
