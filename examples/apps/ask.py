"""Ask the lessons a question: finds the passages that fit best, and says where they are from.

It runs outside Airflow; the DAG ask_astro prepares what it searches. If ASK_LLM_URL is set, to the address of an
OpenAI-compatible ``/chat/completions``, a language model also writes an answer from the passages. ASK_LLM_MODEL and
ASK_LLM_KEY go with it.
"""

from __future__ import annotations

import json
import os
import sys
import textwrap
import urllib.request

from include.search import Passage, search
from include.warehouse import warehouse

UNRELATED = 0.25  # below this similarity a passage is on another subject


def answer(question: str) -> str:
    """Answer a question.

    Args:
        question: any text.

    Returns:
        The passages that fit best, each with its lesson and section. A language model's answer, if any, comes first.

    Raises:
        LookupError: there are no passages to search yet.
        OSError: the language model can't be reached.
    """
    with warehouse() as db:
        found = search(db, question, limit=3)
    if not found:
        raise LookupError("There is nothing to search yet. Run the DAG ask_astro first: make example NAME=ask_astro")
    passages = [passage for passage in found if passage.similarity >= UNRELATED]
    if not passages:
        return "The lessons say nothing about that, as far as I can find."
    cited = "\n\n".join(_cite(number, passage) for number, passage in enumerate(passages, start=1))
    if url := os.environ.get("ASK_LLM_URL"):
        return f"{_ask_model(url, question, cited)}\n\nFrom these passages:\n\n{cited}"
    return f"No language model is set (ASK_LLM_URL), so these are the passages themselves:\n\n{cited}"


def _cite(number: int, passage: Passage) -> str:
    where = f"{passage.title} › {passage.heading}" if passage.heading else passage.title
    text = textwrap.shorten(passage.text, 400, placeholder=" …")
    indented = textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="    ")
    return f"[{number}] {where} (docs/{passage.path}, similarity {passage.similarity:.2f})\n{indented}"


def _ask_model(url: str, question: str, cited: str) -> str:
    task = "Answer from these passages only, cite them as [1], and say so if they don't answer the question."
    messages = [{"role": "system", "content": f"{task}\n\n{cited}"}, {"role": "user", "content": question}]
    body = json.dumps({"model": os.environ.get("ASK_LLM_MODEL", ""), "messages": messages}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ.get('ASK_LLM_KEY', '')}"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as response:
        return json.load(response)["choices"][0]["message"]["content"]


def main() -> None:
    """Print the answer to the question on the command line."""
    question = " ".join(sys.argv[1:]).strip()
    if not question:
        sys.exit('Ask a question: make ask Q="What is an asset?"')
    try:
        print(answer(question))
    except (LookupError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
