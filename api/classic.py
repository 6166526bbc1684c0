"""The routes of the classic face, made from its table of questions."""

from collections.abc import Sequence
from typing import Any, Final
from unicodedata import normalize

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Operation
from msgspec import NODEFAULT, Struct, defstruct

from api.errors import AnyRequest, Problem
from api.examples import NEEDS
from api.openapi import classic_examples, openapi_operation_class
from api.operations import openapi_responses
from api.responses import respond_answer
from api.schemas.classic import QUESTIONS, Parameter, Question
from api.validation import is_year, path_pairs, read_query
from db.queries.documents import PRICE_MODEL, RECOMMENDER, read_document

_EITHER: Final = "_o_"
"""Between the names of two parameters of which a part of the path is one: a year, or a name."""
_MODEL_KINDS: Final = {RECOMMENDER: "recommender", PRICE_MODEL: "price_model"}


def classic_routes() -> list[HTTPRouteHandler]:
    """Make the routes of each question: what OpenAPI shows, and its other forms."""
    return [route for question in QUESTIONS for route in _question_routes(question)]


def _question_routes(question: Question) -> list[HTTPRouteHandler]:
    shape = _query_struct(question)
    one_of = [
        (one.name, *one.also)
        for one in question.parameters.values()
        if one.also and one.default is NODEFAULT
    ]

    async def ask(request: AnyRequest) -> Response[bytes]:
        asked = [(_named_by_value(name, text), text) for name, text in path_pairs(request)]
        query = read_query(request, shape, one_of=one_of, of_path=asked)
        values = {
            argument: _parameter_value(one, query) for argument, one in question.parameters.items()
        }
        if question.check is not None:
            question.check(values)
        function, kind = question.function, question.kind
        if question.function_for_year is not None and values["p_year"] is not None:
            function, kind = question.function_for_year, None
        answer = await read_document(
            request.app.state.engine,
            function,
            values,
            kind=kind,
            named=question.named,
            labels=question.labels,
            model=question.model,
        )
        return respond_answer(answer)

    shown, *others = question.forms
    needs = {} if question.model is None else {NEEDS: _MODEL_KINDS[question.model]}
    example = {"example": question.address, **needs}
    route = get(
        shown,
        operation_id=question.name,
        operation_class=_shown_operation(question),
        tags=[question.tag],
        summary=question.summary,
        description=" ".join([question.description, *_said_forms(others)]),
        responses=openapi_responses(
            question.answer,
            {200: question.returns},
            *(question.examples or classic_examples(question.name)),
            named=question.kind is not None or bool(question.named or question.labels),
        ),
        opt=example,
    )(ask)
    # a keyboard may write an accent as a character of its own
    unnamed = {
        normalize(form, one).replace("}", ":str}") for one in others for form in ("NFC", "NFD")
    }
    return [
        route,
        *(get(one, include_in_schema=False, opt=example)(ask) for one in sorted(unnamed)),
    ]


def _said_forms(forms: Sequence[str]) -> list[str]:
    return [f"Also asked as {', '.join(f'`{one}`' for one in forms)}."] if forms else []


def _named_by_value(name: str, text: str) -> str:
    """Name the parameter that a part of the path is."""
    of_year, is_either, of_name = name.partition(_EITHER)
    return of_name if is_either and not is_year(text) else of_year


def _query_struct(question: Question) -> type[Struct]:
    """Make the Struct that the query is read into: a field for each name of each parameter."""
    members: list[Any] = []
    for one in question.parameters.values():
        default = None if one.also else one.default
        type_ = one.type | None if default is None else one.type
        members += [(name, type_, default) for name in (one.name, *one.also)]
    return defstruct(f"{question.name}_query", members, kw_only=True)


def _shown_operation(question: Question) -> type[Operation]:
    """Describe what it takes: a parameter once, which tells its other names."""
    members: list[Any] = [
        (one.name, one.type | None if one.default is None else one.type, one.default)
        for one in question.parameters.values()
    ]
    shape = defstruct(f"{question.name}_shown", members, kw_only=True)
    names = {
        one.name: f"Other names of it: {', '.join(f'`{name}`' for name in one.also)}."
        for one in question.parameters.values()
        if one.also
    }
    return openapi_operation_class(shape, remarks=names)


def _parameter_value(parameter: Parameter, query: Struct) -> Any:  # noqa: ANN401 - as the parameter's type
    """Read a parameter under the name that it was given.

    Raises:
        Problem: it was given under several.
    """
    names = (parameter.name, *parameter.also)
    given = {name: value for name in names if (value := getattr(query, name)) is not None}
    if parameter.also and len(given) > 1:
        detail = f"{' and '.join(given)} are names of one parameter: give it once."
        raise Problem("repeated-parameter", detail, parameter=next(iter(given)))
    default = None if parameter.default is NODEFAULT else parameter.default
    return next(iter(given.values()), default)
