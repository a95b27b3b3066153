package io.penstock.planner.dispatch;

/**
 * A column as a source's SQL writes it.
 *
 * @param text an expression over what the SELECT has in FROM
 * @param opaque whether its type is only the source's: it comes as text, but the source would not
 *     treat it as text
 * @param simple whether it is a column of something in FROM, so that repeating it repeats no work
 */
record RemoteColumn(String text, boolean opaque, boolean simple) {

    static RemoteColumn computed(String text) {
        return new RemoteColumn(text, false, false);
    }
}
