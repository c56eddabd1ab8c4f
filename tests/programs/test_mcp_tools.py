"""The tools as a client of the protocol sees them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ListToolsResult, TextContent

ASKED = "Chỉ tiêu thu ngân sách năm 2031?"


def _use(address: str, *calls: tuple[str, dict[str, Any]]) -> tuple[ListToolsResult, list[CallToolResult]]:
    async def use() -> tuple[ListToolsResult, list[CallToolResult]]:
        async with (
            streamable_http_client(f"{address}/mcp") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            # The client checks each result against its tool's schema.
            return await session.list_tools(), [await session.call_tool(*call) for call in calls]

    # In a thread of its own: tests of a browser leave a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, use()).result()


def test_every_endpoint_is_a_tool_that_says_what_it_takes_and_gives(address: str) -> None:
    tools, _ = _use(address)
    assert [tool.name for tool in tools.tools] == ["ask", "facts", "search", "documents", "health"]
    for tool in tools.tools:
        assert tool.description
        assert tool.outputSchema
        assert tool.annotations
        assert tool.annotations.readOnlyHint
    assert tools.tools[0].inputSchema["required"] == ["question"]


def test_the_tools_give_figures_as_data(address: str) -> None:
    _, (answer, facts, found, documents, health) = _use(
        address,
        ("ask", {"question": ASKED, "no_model": True}),
        ("facts", {"words": "thu ngan sach", "status": "target"}),
        ("search", {"query": "thu ngân sách"}),
        ("documents", {}),
        ("health", {}),
    )
    assert answer.structuredContent
    assert answer.structuredContent["facts"][0]["value"] == "41250000000000"
    assert facts.structuredContent
    assert facts.structuredContent["total"] == 1
    assert found.structuredContent
    assert len(found.structuredContent["passages"]) == 2
    assert documents.structuredContent
    assert health.structuredContent


def test_what_cannot_be_used_is_told_in_vietnamese(address: str) -> None:
    _, (empty, unknown) = _use(address, ("ask", {"question": " "}), ("facts", {"document": "khac.txt"}))
    for result, told in ((empty, "Câu hỏi đang trống"), (unknown, "Không có tài liệu khac.txt")):
        assert result.isError
        (content,) = result.content
        assert isinstance(content, TextContent)
        assert told in content.text
