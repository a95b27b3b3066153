package io.penstock.template;

/** Python's operators. */
enum Operation {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    REMAINDER("%"),
    POWER("**"),
    NEGATE("-"),
    POSITIVE("+"),
    NOT("not"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in"),
    IS("is"),
    IS_NOT("is not");

    private final String symbol;

    Operation(String symbol) {
        this.symbol = symbol;
    }

    /** As Python writes it. */
    String symbol() {
        return symbol;
    }
}
