"""Characters that are not what they look like: letters of other scripts, blanks, and what is not drawn.

Source: Unicode Technical Standard 39 (confusables) for the letters, Unicode's property
Default_Ignorable_Code_Point for what is not drawn.
"""

from __future__ import annotations

INVISIBLE = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What no reader sees, as ranges of a character class: joiners, controls of direction, soft hyphens,
selectors of variants, tags. Fillers, which are drawn as blanks, are not among them."""

BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as a space."""

LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters that end a line, besides the line feed."""

APOSTROPHES = "\u00b4\u02b9\u02bc\u2032\u201b\ua78c"
"""What is drawn as an apostrophe within a word."""

OPENING, CLOSING = "\u201e\u201f\u301d\u275d", "\u02ee\u2033\u275e\u301e"
"""What is drawn as the first and as the second of two quotation marks."""

BORROWED = (
    "\u0261\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13ff\u1401-\u167f\u1d26\u1d29"
    "\u2c80-\u2cff\ua4d0-\ua4ff\ua640-\ua69f\uab70-\uabbf"
)
"""Greek, Cyrillic, Armenian, Cherokee, Canadian, Coptic and Lisu, whose letters pass for Latin ones."""

LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТХҮЗаеорсухіјѕһԁԛԝѵɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧακνορυχιт"
        "ҽԌꙇӏӀѴѡԜүϲϹϳͿϺϱϒքցհոռօՕզՏսՍաᗅᑲᖯᗷᑯᗞᗪᖴᕼᒍᒪᗰᑭᖇᑌᐯᕁᕽ"
        "ᎪᏏᏴꮯᏟᏧᎠᎬᏀᏳᏂᎻꭵᎥᎫᏦᏞᎷᏢꮁᎡᏒꮪᏕᏚᎢꮩᏙꮃᎳᏔᎩᎽꮓᏃ"
        "ⲥⲤⲎⲔⲒⳐⲘⲚⲟⲞⲣⲢⲅⲦⲬⲨꓮꓐꓚꓓꓰꓝꓖꓧꓙꓗꓲꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
        "ABESIJKMHOPCTXY3aeopcyxijshdqwvgABEZHIKMNOPTYXakvopuxit"
        "eGilIVwWycCjJMpYfghnnoOqSuUwAbBBdDDFHJLMPRUVxx"
        "AbBcCdDEGGhHiiJKLMPrRRsSSTvVwWWYYzZ"
        "cCHKILMNoOpPrTXYABCDEFGHJKILMNOPRSTUVWXYZ",
        strict=True,
    )
)
"""Borrowed letters by the Latin one that they pass for (a part of UTS 39)."""

LIKENESSES = LOOKALIKES | dict(
    zip(
        "кмнвпгиηωετσγɑƄᴄꬲꬵꞙẝꞘᶃƍıɪɩꞲƖǀᴏᴑꬽꭇꭈƦꜱƽꞟᴜꭎꭒʋᴠɯᴡꞳɣᶌʏỿꭚᴢᴀʙᴅᴇɢʜᴊᴋʟᴍɴᴘʀᴛ",
        "kmhbnrunwetoyabcefffFggiiiJIlooorrRssuuuuuvwwXyyyyyzabdeghjklmnprt",
        strict=True,
    )
)
"""The same, and letters that resemble a Latin one only among Latin letters: small capitals, phonetic
signs, Russian and Greek letters of nearly its shape."""

MODIFIED = "\u0131\u018d\u0184\u0196\u01a6\u01bd\u01c0\u0251\u0263-\u028f\u1d00-\u1d8c\u1e9d\u1eff\ua731\ua798-\ua7b3\uab32-\uab5a"
"""Where the letters of LIKENESSES stand that no other script lends."""
