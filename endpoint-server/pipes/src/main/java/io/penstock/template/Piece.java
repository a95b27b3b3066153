package io.penstock.template;

import io.penstock.spi.sql.BoundValue;

/** One part of rendered SQL, in order. */
sealed interface Piece {
    /** The author's place, from the start of the template's text. */
    int offset();

    /** Text of the author. */
    record Copied(int offset, String text) implements Piece {}

    /** One {@code ?}. */
    record Value(int offset, BoundValue value) implements Piece {}

    /** As many {@code ?} as the list has items. */
    record Values(int offset, TypedList list) implements Piece {}

    /** Identifiers that a caller chose, quoted, and what stands between conditions. */
    record Sql(int offset, String text) implements Piece {}
}
