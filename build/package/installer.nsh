; Windows: `bisik://` links open Bisik from the moment it is installed, and nothing of that stays when it goes.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\bisik" "" "URL:Bisik"
  WriteRegStr SHELL_CONTEXT "Software\Classes\bisik" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\bisik\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\bisik\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\bisik"
  ${endIf}
!macroend
