/** Parses PostgreSQL's cast, {@code expression::type}. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
    }
    (
        type = DataType()
    |
        <INTERVAL> { type = PostgresSyntax.intervalType(getPos()); }
    )
    {
        list.add(new SqlParserUtil.ToTreeListItem(PostgresSyntax.INFIX_CAST, s.pos()));
        list.add(type);
    }
}

/** Parses PostgreSQL's JSON access, {@code document -> key} and {@code document ->> key}. */
void JsonArrow(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator operator;
}
{
    (
        <LAMBDA> { operator = PostgresSyntax.JSON_ARROW; }
    |
        <JSON_TEXT_ARROW> { operator = PostgresSyntax.JSON_TEXT_ARROW; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(operator, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses {@code timestamp AT TIME ZONE zone}. */
void AtTimeZone(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <AT> <TIME> <ZONE> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(PostgresSyntax.AT_TIME_ZONE, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses what follows DISTINCT in {@code SELECT DISTINCT ON (expression, ...)}. */
SqlNode DistinctOn() :
{
    final Span s;
    final SqlNodeList expressions;
}
{
    <ON> { s = span(); }
    expressions = ParenthesizedQueryOrCommaList(ExprContext.ACCEPT_NON_QUERY) {
        return PostgresSyntax.distinctOn(s.end(expressions), expressions);
    }
}

/** Parses a type's name with PostgreSQL's {@code []} for an array. */
SqlTypeNameSpec PostgresTypeName(Span s) :
{
    SqlTypeNameSpec type;
    final SqlIdentifier name;
}
{
    (
        LOOKAHEAD(2)
        type = SqlTypeName(s)
    |
        name = CompoundIdentifier() {
            type = new SqlUserDefinedTypeNameSpec(name, s.end(this));
        }
    )
    (
        LOOKAHEAD(2)
        <LBRACKET> <RBRACKET> {
            type = new SqlCollectionTypeNameSpec(type, SqlTypeName.ARRAY, s.end(this));
        }
    )*
    {
        return type;
    }
}

/** Parses the operators whose precedence PostgreSQL has otherwise, or Calcite has not. */
void PostgresOperator(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator operator;
}
{
    (
        <CONCAT> { operator = PostgresSyntax.CONCAT; }
    |
        <CARET> { operator = PostgresSyntax.POWER; }
    |
        <AMPERSAND> { operator = PostgresSyntax.BIT_AND; }
    |
        <VERTICAL_BAR> { operator = PostgresSyntax.BIT_OR; }
    |
        <HASH_SIGN> { operator = PostgresSyntax.BIT_XOR; }
    |
        <LEFTSHIFT> { operator = PostgresSyntax.SHIFT_LEFT; }
    |
        <RIGHT_SHIFT> { operator = PostgresSyntax.SHIFT_RIGHT; }
    |
        <JSON_PATH> { operator = PostgresSyntax.JSON_PATH; }
    |
        <JSON_PATH_TEXT> { operator = PostgresSyntax.JSON_PATH_TEXT; }
    |
        <CONTAINS_SIGN> { operator = PostgresSyntax.CONTAINS; }
    |
        <CONTAINED_SIGN> { operator = PostgresSyntax.CONTAINED; }
    |
        <OVERLAP_SIGN> { operator = PostgresSyntax.OVERLAP; }
    |
        <PATH_EXISTS_SIGN> { operator = PostgresSyntax.PATH_EXISTS; }
    |
        <PATH_MATCH_SIGN> { operator = PostgresSyntax.PATH_MATCH; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(operator, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses {@code ~ bits}. */
SqlNode BitComplement() :
{
    final Span s;
    final SqlNode operand;
}
{
    <TILDE> { s = span(); }
    operand = Expression3(ExprContext.ACCEPT_SUB_QUERY) {
        return PostgresSyntax.BIT_COMPLEMENT.createCall(s.end(this), operand);
    }
}
