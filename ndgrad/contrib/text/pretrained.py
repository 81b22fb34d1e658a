"""The files of word vectors that were published: their names, and where they are looked for."""

from __future__ import annotations

import os

from ...base import InvalidKeyError, MissingFileError, nearest_name
from ...core.published import data_dir, unzip

__all__ = ["FILES", "find_pretrained"]

#: GloVe files, by the archive that each came in.
_GLOVE = {
    "glove.42B.300d.zip": ["glove.42B.300d.txt"],
    "glove.6B.zip": [f"glove.6B.{size}d.txt" for size in (50, 100, 200, 300)],
    "glove.840B.300d.zip": ["glove.840B.300d.txt"],
    "glove.twitter.27B.zip": [f"glove.twitter.27B.{size}d.txt" for size in (25, 50, 100, 200)],
}
#: fastText: the Wikipedias whose vectors were published, and those aligned in one space.
_WIKIPEDIAS = """
    aa ab ace ady af ak als am an ang ar arc arz as ast av ay az azb ba bar bat_smg bcl be bg bh
    bi bjn bm bn bo bpy br bs bug bxr ca cbk_zam cdo ce ceb ch cho chr chy ckb co cr crh cs csb cu
    cv cy da de diq dsb dv dz ee el eml en eo es et eu ext fa ff fi fiu_vro fj fo fr frp frr fur fy
    ga gag gan gd gl glk gn gom got gu gv ha hak haw he hi hif ho hr hsb ht hu hy hz ia id ie ig ii
    ik ilo io is it iu ja jam jbo jv ka kaa kab kbd kg ki kj kk kl km kn ko koi kr krc ks ksh ku kv
    kw ky la lad lb lbe lez lg li lij lmo ln lo lrc lt ltg lv mai map_bms mdf mg mh mhr mi min mk
    ml mn mo mr mrj ms mt mus mwl my myv mzn na nah nap nds nds_nl ne new ng nl nn no nov nrm nso
    nv ny oc olo om or os pa pag pam pap pcd pdc pfl pi pih pl pms pnb pnt ps pt qu rm rmy rn ro
    roa_rup roa_tara ru rue rw sa sah sc scn sco sd se sg sh si simple sk sl sm sn so sq sr srn ss
    st stq su sv sw szl ta tcy te tet tg th ti tk tl tn to tpi tr ts tt tum tw ty tyv udm ug uk ur
    uz ve vec vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zh_classical zh_min_nan zh_yue
    zu
""".split()
_ALIGNED = """
    ar bg ca cs da de el en es et fi fr he hr hu id it mk nl no pl pt ro ru sk sl sv tr uk vi
""".split()
_FASTTEXT = [
    "crawl-300d-2M.vec",
    *(f"wiki.{code}.vec" for code in _WIKIPEDIAS),
    *(f"wiki.multi.{code}.vec" for code in _ALIGNED),
    "wiki-news-300d-1M-subword.vec",
    "wiki-news-300d-1M.vec",
]

#: kind of embedding -> file -> the archive that it came in
FILES: dict[str, dict[str, str]] = {
    "glove": {name: archive for archive, names in _GLOVE.items() for name in names},
    "fasttext": {name: f"{os.path.splitext(name)[0]}.zip" for name in _FASTTEXT},
}


def find_pretrained(kind: str, name: str, root: str | None) -> str:
    """The path of a published file: ``<root>/<kind>/<name>``.

    Where only its archive is there, the file is unpacked beside it. Raises ``KeyError`` for a name
    that was not published, and :class:`MissingFileError`, naming file and place, for a file that
    is not there.
    """
    if name not in FILES[kind]:
        raise InvalidKeyError(
            f"Cannot find pretrained file {name} for token embedding {kind}."
            f"{nearest_name(name, FILES[kind])}"
        )
    if root is None:
        root = os.path.join(data_dir(), "embeddings")
    folder = os.path.join(os.path.expanduser(root), kind)
    path = os.path.join(folder, name)
    if os.path.exists(path):
        return path
    archive = os.path.join(folder, FILES[kind][name])
    if not os.path.exists(archive):
        raise MissingFileError(
            f"token embedding {kind}: no file {name!r} or {FILES[kind][name]!r} under {folder!r}. "
            "Put the published file there."
        )
    # Whole or not at all: of a text file that is cut off nobody would notice it.
    unzip(archive, name, path, f"token embedding {kind}")
    return path
