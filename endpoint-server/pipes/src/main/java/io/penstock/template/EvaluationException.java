package io.penstock.template;

/** An expression that has no value. {@link Rendering} adds the place. */
class EvaluationException extends RuntimeException {
    EvaluationException(String message) {
        super(message, null, false, false);
    }
}
