const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Direction of a text by its first strong letter (Unicode UAX #9, rule P2, roughly). */
export const toDirection = (text: string): 'ltr' | 'rtl' => {
  const strong = /\p{L}/u.exec(text);
  return strong && rightToLeft.test(strong[0]) ? 'rtl' : 'ltr';
};
