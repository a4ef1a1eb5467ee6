/** Parses {@code JSON_EXISTS}, {@code JSON_VALUE} and {@code JSON_QUERY} of a document and a path. */
SqlNode JsonQueryCall() :
{
    final Span s;
    final JsonSyntax call;
    SqlNode e;
}
{
    (
        <JSON_EXISTS> { s = span(); call = new JsonSyntax(JsonSyntax.Form.EXISTS); }
    |
        <JSON_VALUE> { s = span(); call = new JsonSyntax(JsonSyntax.Form.VALUE); }
    |
        <JSON_QUERY> { s = span(); call = new JsonSyntax(JsonSyntax.Form.QUERY); }
    )
    <LPAREN>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { call.document(e); }
    <COMMA>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { call.path(e); }
    [
        <PASSING> JsonVariable(call)
        ( <COMMA> JsonVariable(call) )*
    ]
    [
        <RETURNING> JsonReturning(call)
        [ <FORMAT> <JSON> ]
    ]
    [ JsonWrapper(call) ]
    [ JsonQuotes(call) ]
    ( JsonBehaviour(call) )*
    <RPAREN> { return call.build(s.end(this)); }
}

void JsonVariable(JsonSyntax call) :
{
    final SqlNode e;
    final SqlIdentifier name;
}
{
    e = Expression(ExprContext.ACCEPT_SUB_QUERY)
    <AS>
    name = SimpleIdentifier() { call.variable(e, name); }
}

void JsonReturning(JsonSyntax call) :
{
    final SqlDataTypeSpec type;
}
{
    (
        type = DataType()
    |
        <INTERVAL> { type = PostgresSyntax.intervalType(getPos()); }
    )
    { call.returning(type); }
}

void JsonWrapper(JsonSyntax call) :
{
    String wrapper = "unconditional";
}
{
    (
        <WITHOUT> [ <ARRAY> ] <WRAPPER> { call.wrapper("none", getPos()); }
    |
        <WITH>
        [
            <CONDITIONAL> { wrapper = "conditional"; }
        |
            <UNCONDITIONAL>
        ]
        [ <ARRAY> ] <WRAPPER> { call.wrapper(wrapper, getPos()); }
    )
}

void JsonQuotes(JsonSyntax call) :
{
    final boolean omits;
}
{
    (
        <KEEP> { omits = false; }
    |
        <OMIT> { omits = true; }
    )
    <QUOTES> { call.quotes(omits, getPos()); }
}

/** Parses {@code NULL ON EMPTY} and its like. */
void JsonBehaviour(JsonSyntax call) :
{
    final Span s;
    final JsonSyntax.Behaviour behaviour;
    SqlNode e = null;
}
{
    (
        <ERROR> { s = span(); behaviour = JsonSyntax.Behaviour.ERROR; }
    |
        <NULL> { s = span(); behaviour = JsonSyntax.Behaviour.NULL; }
    |
        <TRUE> { s = span(); behaviour = JsonSyntax.Behaviour.TRUE; }
    |
        <FALSE> { s = span(); behaviour = JsonSyntax.Behaviour.FALSE; }
    |
        <UNKNOWN> { s = span(); behaviour = JsonSyntax.Behaviour.UNKNOWN; }
    |
        LOOKAHEAD(2)
        <EMPTY> <OBJECT> { s = span(); behaviour = JsonSyntax.Behaviour.EMPTY_OBJECT; }
    |
        <EMPTY> [ <ARRAY> ] { s = span(); behaviour = JsonSyntax.Behaviour.EMPTY_ARRAY; }
    |
        <DEFAULT_> { s = span(); behaviour = JsonSyntax.Behaviour.DEFAULT; }
        e = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    <ON>
    (
        <EMPTY> { call.onEmpty(behaviour, e, s.end(this)); }
    |
        <ERROR> { call.onError(behaviour, e, s.end(this)); }
    )
}
