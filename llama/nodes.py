"""A passage as LlamaIndex's node, and back."""

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

from rag.datatypes import ContextHeader, Passage

_HEADING = " › "
_SHOWN = "header"
"""What an embedding and a language model see above the text; the other fields are for filters and citations."""


def node_of(passage: Passage) -> TextNode:
    """The passage under its own id, from `start_char_idx` to `end_char_idx` of its document.

    What is embedded is `passage.indexed_text`, header and text.
    """
    header = passage.header
    metadata = {
        _SHOWN: header.text,
        "file": passage.file,
        "title": header.title,
        "number": header.number,
        "headings": _HEADING.join(header.heading_path),
        "period": header.period,
        "start": passage.start,
        "end": passage.end,
    }
    hidden = [name for name in metadata if name != _SHOWN]
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=hidden,
        excluded_llm_metadata_keys=hidden,
        metadata_template="{value}",
        text_template="{metadata_str}\n{content}",
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.file)},
    )


def passage_of(node: TextNode) -> Passage:
    """The passage of a node that `node_of` made, but for what it is of a list or a table.

    Raises:
        KeyError: the node is another one.
    """
    metadata = node.metadata
    headings = tuple(str(metadata["headings"]).split(_HEADING)) if metadata["headings"] else ()
    header = ContextHeader(metadata["title"], metadata["number"], headings, metadata["period"])
    start, end = int(metadata["start"]), int(metadata["end"])
    return Passage(node.node_id, metadata["file"], start, end, node.text, header, is_item=False)
