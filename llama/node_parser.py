"""Our cutting as LlamaIndex's node parser: along headings, list lines and rows, each node an exact slice."""

from collections.abc import Sequence
from typing import Any

from llama_index.core.bridge.pydantic import Field
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, NodeRelationship, TextNode
from llama_index.core.schema import Document as LlamaDocument

from llama.nodes import node_of
from rag.ingestion.assembling import AssembledText
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import make_document

_FILE_NAMES = ("file", "file_name", "file_path")


class PassageNodeParser(NodeParser):
    """Cuts documents into our passages: `text[node.start_char_idx:node.end_char_idx] == node.text`.

    Title, number and period are read from the document's own text. Its file name is the metadata's `file`,
    `file_name` or `file_path`, else its id.
    """

    passage_chars: int = Field(default=700, ge=200, le=4000, description="Longest prose passage, in characters.")

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ARG002 - the library's signature
        return [cut for node in nodes for cut in self._cut(node)]

    def _cut(self, node: BaseNode) -> list[TextNode]:
        text = node.text if isinstance(node, LlamaDocument | TextNode) else node.get_content()
        name = next((str(node.metadata[key]) for key in _FILE_NAMES if key in node.metadata), node.node_id)
        document = make_document(name, AssembledText(text, (), ()), None)
        cut = [node_of(passage) for passage in split_passages(document, self.passage_chars)]
        for part in cut:
            part.relationships[NodeRelationship.SOURCE] = node.as_related_node_info()
        return cut

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, LlamaDocument]
    ) -> list[BaseNode]:
        """Links neighbours as every parser; the offsets stay ours, where the library would search for the texts."""
        linked: list[BaseNode] = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node in linked:
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = node.metadata["start"], node.metadata["end"]
                own = {"file_path", "file_name"} & node.metadata.keys()
                hidden = sorted({*node.excluded_embed_metadata_keys, *own, *(node.metadata.keys() - {"header"})})
                node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = hidden
        return linked
