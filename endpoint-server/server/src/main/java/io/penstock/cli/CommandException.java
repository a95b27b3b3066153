package io.penstock.cli;

/** A command can't do what it was asked, for a reason that its user can mend. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String sentence;

    /** A sentence that names the thing, the value seen and what would be right. */
    CommandException(String message) {
        super(message);
        this.sentence = message;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
