/** Parses INSERT, with ON CONFLICT and RETURNING. */
SqlNode InsertStatement() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    SqlNodeList columns = null;
    SqlNode source = null;
    StatementSyntax.Conflict conflict = null;
    SqlNodeList returning = null;
}
{
    <INSERT> { s = span(); } <INTO> table = CompoundIdentifier()
    [ <AS> alias = SimpleIdentifier() ]
    [ LOOKAHEAD(2) columns = ParenthesizedSimpleIdentifierList() ]
    (
        <DEFAULT_> <VALUES>
    |
        source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ conflict = OnConflict() ]
    [ returning = Returning() ]
    {
        return StatementSyntax.insert(
            s.end(this), table, alias, columns, source, conflict, returning);
    }
}

/** Parses {@code ON CONFLICT [target] DO NOTHING | DO UPDATE SET … [WHERE …]}. */
StatementSyntax.Conflict OnConflict() :
{
    final Span s;
    SqlNodeList target = null;
    SqlIdentifier constraint = null;
    SqlNode where = null;
    final List<SqlNode> names = new ArrayList<SqlNode>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
}
{
    <ON> { s = span(); } <CONFLICT>
    [
        target = ParenthesizedSimpleIdentifierList()
    |
        <ON> <CONSTRAINT> constraint = SimpleIdentifier()
    ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> <SET> Assignments(names, values)
        [ where = Where() ]
    )
    {
        return StatementSyntax.conflict(s.end(this), target, constraint, names, values, where);
    }
}

/** Parses {@code column = value, …}, where a value may be DEFAULT. */
void Assignments(List<SqlNode> names, List<SqlNode> values) :
{
}
{
    Assignment(names, values)
    ( <COMMA> Assignment(names, values) )*
}

void Assignment(List<SqlNode> names, List<SqlNode> values) :
{
    final SqlIdentifier name;
    final SqlNode value;
}
{
    name = CompoundIdentifier() { names.add(name); }
    <EQ>
    (
        <DEFAULT_> { values.add(SqlStdOperatorTable.DEFAULT.createCall(getPos())); }
    |
        value = Expression(ExprContext.ACCEPT_SUB_QUERY) { values.add(value); }
    )
}

/** Parses {@code RETURNING * | expression [[AS] name], …}. */
SqlNodeList Returning() :
{
    final Span s;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    <RETURNING> { s = span(); }
    AddSelectItem(items)
    ( <COMMA> AddSelectItem(items) )*
    {
        return new SqlNodeList(items, s.end(this));
    }
}

/** Parses UPDATE, with RETURNING. */
SqlNode UpdateStatement() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    final List<SqlNode> names = new ArrayList<SqlNode>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode where = null;
    SqlNodeList returning = null;
}
{
    <UPDATE> { s = span(); } table = CompoundIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    <SET> Assignments(names, values)
    [ where = Where() ]
    [ returning = Returning() ]
    {
        return StatementSyntax.update(
            s.end(this), table, alias, names, values, where, returning);
    }
}

/** Parses DELETE, with RETURNING. */
SqlNode DeleteStatement() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    SqlNode where = null;
    SqlNodeList returning = null;
}
{
    <DELETE> { s = span(); } <FROM> table = CompoundIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    [ where = Where() ]
    [ returning = Returning() ]
    {
        return StatementSyntax.delete(s.end(this), table, alias, where, returning);
    }
}
