package dev.tidemill.node.pgcatalog.syntax;

/**
 * A word of SQL.
 *
 * @param text of a name as it is compared, of a string without its quotes
 * @param start where it begins in the statement, from 0
 */
record Token(Kind kind, String text, int start) {
    enum Kind {
        /** A name or keyword without quotes, in small letters. */
        WORD,
        /** A name in double quotes. */
        QUOTED,
        STRING,
        NUMBER,
        /** {@code $1}: the text is the number. */
        PARAMETER,
        OPERATOR,
        /** One of {@code ( ) [ ] , ; . : ::}. */
        MARK,
        END
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isMark(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }
}
