package io.penstock.template;

/** A parameter that an expression needs and the caller did not give. */
final class MissingException extends EvaluationException {
    private final transient Absent absent;

    MissingException(Absent absent) {
        super("The parameter '%s' is missing".formatted(absent.parameter()));
        this.absent = absent;
    }

    Absent absent() {
        return absent;
    }
}
