"""The parts of the product in LlamaIndex's forms, for whoever builds with that: see `docs/llama-index.md`."""

from llama.embedding import ModelEmbedding, OwnEmbedder
from llama.node_parser import PassageNodeParser
from llama.nodes import node_of, passage_of
from llama.query_engine import VerifiedQueryEngine
from llama.reranker import RerankerPostprocessor
from llama.retriever import HybridRetriever
from llama.vector_store import VectorStorePassages

__all__ = [
    "HybridRetriever",
    "ModelEmbedding",
    "OwnEmbedder",
    "PassageNodeParser",
    "RerankerPostprocessor",
    "VectorStorePassages",
    "VerifiedQueryEngine",
    "node_of",
    "passage_of",
]
