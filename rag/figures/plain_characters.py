"""Characters that mean a digit, a mark, a dash or a blank → the one that the patterns of numbers know, one for one."""

_HYPHENS = "\u2010\u2011\ufe63\uff0d"
_EN_DASHES = "\u2012"
_EM_DASHES = "\u2015\ufe58"
_TILDES = "\uff5e\u301c\u223c"
_BLANKS = "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_WIDE_MARKS = {"，": ",", "．": ".", "％": "%", "﹪": "%", "／": "/", "：": ":", "（": "(", "）": ")"}
_WIDE_DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_PLAIN = str.maketrans(
    {
        **_WIDE_DIGITS,
        **_WIDE_MARKS,
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_EN_DASHES, "–"),
        **dict.fromkeys(_EM_DASHES, "—"),
        **dict.fromkeys(_TILDES, "~"),
        **dict.fromkeys(_BLANKS, " "),
    }
)


def plain_characters(text: str) -> str:
    """The text in as many characters: `１０，５％` → `10,5%`, `9‑10` → `9-10`, a thin or unbreakable blank → a blank.

    A minus sign stays apart from the hyphen: only it can be nothing but a sign or a range.
    """
    return text if text.isascii() else text.translate(_PLAIN)
