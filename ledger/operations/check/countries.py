"""Countries by the names that people write in an address."""

from __future__ import annotations

from ledger.model.names import fold

_NAMES = """
CN 中国 中国大陆 中华人民共和国 china prc people'srepublicofchina mainlandchina
HK 香港 中国香港 hongkong
MO 澳门 中国澳门 macau macao
TW 台湾 中国台湾 taiwan
US 美国 usa unitedstates unitedstatesofamerica america
GB 英国 uk unitedkingdom greatbritain england scotland wales
DE 德国 germany deutschland
FR 法国 france
IT 意大利 italy italia
ES 西班牙 spain españa
PT 葡萄牙 portugal
NL 荷兰 netherlands thenetherlands holland
BE 比利时 belgium
CH 瑞士 switzerland schweiz suisse
AT 奥地利 austria österreich
SE 瑞典 sweden
NO 挪威 norway norge
DK 丹麦 denmark danmark
FI 芬兰 finland
IE 爱尔兰 ireland
PL 波兰 poland polska
CZ 捷克 czechia czechrepublic
RU 俄罗斯 russia
TR 土耳其 turkey türkiye
JP 日本 japan
KR 韩国 southkorea korea
SG 新加坡 singapore
MY 马来西亚 malaysia
TH 泰国 thailand
VN 越南 vietnam
ID 印度尼西亚 印尼 indonesia
PH 菲律宾 philippines
IN 印度 india
AE 阿联酋 uae unitedarabemirates
SA 沙特 沙特阿拉伯 saudiarabia
AU 澳大利亚 澳洲 australia
NZ 新西兰 newzealand
CA 加拿大 canada
MX 墨西哥 mexico méxico
BR 巴西 brazil brasil
AR 阿根廷 argentina
ZA 南非 southafrica
EG 埃及 egypt
"""
_CODES = {
    fold(name): line.split()[0] for line in _NAMES.strip().split("\n") for name in (*line.split()[1:], line.split()[0])
}


def code_of(name: str) -> str:
    """The ISO code of a country as people name it, or an empty text."""
    return _CODES.get(fold(name), "")
