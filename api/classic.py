"""The routes of the classic face, made from its table of questions."""

from collections.abc import Iterator
from typing import Any, get_args

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Example
from msgspec import NODEFAULT, Struct, defstruct
from msgspec.structs import fields

from api.errors import AnyRequest, Problem
from api.openapi import operation
from api.responses import documented, respond
from api.schemas import classic as table
from api.schemas.classic import Parameter, Question
from api.validation import fields_of, read_query
from db.queries import classic
from db.queries.execute import Answer


def routes() -> list[HTTPRouteHandler]:
    """Make a route for each question."""
    return [_route(question) for question in table.QUESTIONS]


def _route(question: Question) -> HTTPRouteHandler:
    shape = _shape(question)

    async def ask(request: AnyRequest) -> Response[bytes]:
        values = _values(question, read_query(request, shape))
        return respond(await _answer(request, question, values))

    return get(
        f"/{question.name}",
        operation_id=question.name,
        operation_class=operation(shape),
        tags=[question.tag],
        summary=question.summary,
        description=question.description,
        responses=documented(
            question.answer,
            question.returns,
            *_examples(question),
            named=question.kind is not None or bool(question.labels),
        ),
        opt={"example": question.address},
    )(ask)


def _shape(question: Question) -> type[Struct]:
    """Make the Struct that the query is read into: a field for each name of each parameter."""
    members: list[Any] = []
    for one in question.parameters.values():
        default = None if one.also else one.default
        for name, type_ in {one.name: one.type, **one.also}.items():
            members.append((name, type_ | None if default is None else type_, default))
    return defstruct(f"{question.name}_query", members, kw_only=True)


def _examples(question: Question) -> Iterator[Example]:
    """Give the examples of the answer; a tuple is an object's members."""
    kinds = (question.answer, *get_args(question.answer))
    objects = [one for one in kinds if isinstance(one, type) and issubclass(one, Struct)]
    names = [one.encode_name for one in fields(objects[0])] if objects else []

    def written(value: object) -> object:
        return dict(zip(names, value, strict=True)) if isinstance(value, tuple) else value

    for summary, value in question.examples.items():
        found = [written(one) for one in value] if isinstance(value, list) else written(value)
        yield Example(summary=summary or None, value=found)


def _values(question: Question, query: Struct) -> dict[str, Any]:
    """Name the parameters as the function's arguments.

    Raises:
        Problem: two names of one hold different values, it came under none, or they contradict.
    """
    values = {
        argument: _value(parameter, query) for argument, parameter in question.parameters.items()
    }
    if question.check is not None:
        question.check(values)
    return values


def _value(parameter: Parameter, query: Struct) -> Any:  # noqa: ANN401 - as the parameter's type
    if not parameter.also:
        return getattr(query, parameter.name)
    names = (parameter.name, *parameter.also)
    given = {name: value for name in names if (value := getattr(query, name)) is not None}
    if len({*given.values()}) > 1:
        said = " and ".join(f"{name} is {value}" for name, value in given.items())
        raise Problem(
            "conflicting-parameters",
            f"{said}: they are one parameter, give it once.",
            parameter=parameter.name,
        )
    if not given and parameter.default is NODEFAULT:
        allowed = fields_of(type(query))[parameter.name].allowed
        raise Problem(
            "missing-parameter",
            f"{parameter.name} is missing: it should be {allowed}.",
            parameter=parameter.name,
        )
    return next(iter(given.values()), None)


async def _answer(request: AnyRequest, question: Question, values: dict[str, Any]) -> Answer:
    function, kind = question.function, question.kind
    if question.of_year is not None and values["p_year"] is not None:
        function, kind = question.of_year, None
    return await classic.answer(
        request.app.state.engine,
        function,
        {argument: values[argument] for argument in function.arguments},
        kind=kind,
        labels=question.labels,
        model=question.model,
    )
