package io.penstock.pipe;

import java.util.Optional;

/** Edits of a {@code .pipe} file's text that keep everything they don't mean to change. */
public final class PipeFile {
    private PipeFile() {}

    /**
     * The text with this node published: {@code TYPE endpoint} stands in that node and nowhere
     * else.
     *
     * @param text the file's text
     * @param node the node's name, without regard to case; the last node when absent
     * @throws io.penstock.spi.error.QueryException {@link
     *     io.penstock.parameter.PipeError#NODE_UNKNOWN} naming the nodes there are
     */
    public static String publish(String text, Optional<String> node) {
        throw new IllegalStateException("not built: " + node + text.length());
    }

    /** The text without any {@code TYPE endpoint}. */
    public static String unpublish(String text) {
        throw new IllegalStateException("not built: " + text.length());
    }
}
