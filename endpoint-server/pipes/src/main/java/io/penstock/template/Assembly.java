package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.PipeError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;
import io.penstock.spi.sql.SqlOrigin;
import io.penstock.spi.sql.SqlOrigin.Span;
import io.penstock.template.SqlScan.Mode;

import java.util.Optional;

/**
 * The text that some pieces make, without their values: the same pieces with other values make the
 * same text, so this is kept and found again.
 *
 * @param text with {@code ?} for values
 * @param origin the author's places
 * @param uses for each piece how many values it puts in: 0 in a comment; for a list more than it
 *     has repeats the last
 * @param tables see {@link Rendered}
 */
record Assembly(
        String text, SqlOrigin origin, ImmutableList<Integer> uses, ImmutableSet<String> tables) {

    /** Puts pieces together. */
    static Assembly of(SourceText source, ImmutableList<Piece> pieces) {
        return new Builder(source).build(pieces);
    }

    /** The text with the values of pieces of the same shape. */
    BoundSql bind(ImmutableList<Piece> pieces) {
        ImmutableList.Builder<BoundValue> values = ImmutableList.builder();
        for (int i = 0; i < pieces.size(); i++) {
            int count = uses.get(i);
            if (count > 0 && pieces.get(i) instanceof Piece.Value value) {
                values.add(value.value());
            } else if (count > 0 && pieces.get(i) instanceof Piece.Values list) {
                ImmutableList<BoundValue> items = list.list().items();
                for (int j = 0; j < count; j++) {
                    values.add(items.get(Math.min(j, items.size() - 1)));
                }
            }
        }
        return new BoundSql(text, values.build(), origin, ImmutableMap.of());
    }

    /** What makes the text of pieces the same. */
    static ImmutableList<Object> shape(ImmutableList<Piece> pieces) {
        ImmutableList.Builder<Object> shape = ImmutableList.builderWithExpectedSize(pieces.size());
        for (Piece piece : pieces) {
            shape.add(
                    switch (piece) {
                        case Piece.Value value -> (Object) value.offset();
                        case Piece.Values list ->
                                ImmutableList.of(
                                        list.offset(),
                                        list.list().items().size(),
                                        list.list().element());
                        case Piece.Copied copied -> copied;
                        case Piece.Sql sql -> sql;
                    });
        }
        return shape.build();
    }

    private static final class Builder {
        private final SourceText source;
        private final SqlScan scan = new SqlScan();
        private final StringBuilder text = new StringBuilder();
        private final ImmutableList.Builder<Span> spans = ImmutableList.builder();
        private final ImmutableList.Builder<Integer> uses = ImmutableList.builder();

        Builder(SourceText source) {
            this.source = source;
        }

        Assembly build(ImmutableList<Piece> pieces) {
            for (Piece piece : pieces) {
                switch (piece) {
                    case Piece.Copied copied -> append(copied, copied.text(), true, 0);
                    case Piece.Sql sql -> sql(sql);
                    case Piece.Value value -> value(value);
                    case Piece.Values list -> list(list);
                }
            }
            int semicolon = scan.finalSemicolon();
            text.setLength(semicolon < 0 ? text.length() : semicolon);
            trimEnd();
            return new Assembly(
                    text.toString(),
                    new SqlOrigin(source.file(), spans.build()),
                    uses.build(),
                    scan.tables());
        }

        private void sql(Piece.Sql sql) {
            requireCode(sql, "identifiers");
            append(sql, inComment() ? "" : sql.text(), false, 0);
        }

        private void value(Piece.Value value) {
            requireCode(value, "a value");
            boolean comment = inComment();
            append(value, comment ? "" : "?", false, comment ? 0 : 1);
        }

        private void list(Piece.Values list) {
            requireCode(list, "a list");
            int size = list.list().items().size();
            if (inComment()) {
                append(list, "", false, 0);
            } else if (scan.afterIn()) {
                String inner = size == 0 ? noRows(list) : marks(padded(size));
                append(list, "(" + inner + ")", false, size == 0 ? 0 : padded(size));
            } else if (scan.insideIn()) {
                inList(list, size);
            } else if (size == 0) {
                String type = list.list().element().sql();
                append(list, "CAST(ARRAY[] AS " + type + " ARRAY)", false, 0);
            } else {
                append(list, "ARRAY[" + marks(size) + "]", false, size);
            }
        }

        private void inList(Piece.Values list, int size) {
            if (size > 0) {
                append(list, marks(padded(size)), false, padded(size));
            } else if (scan.afterOpening()) {
                append(list, noRows(list), false, 0);
            } else {
                throw problem(
                        list, "An empty list can't stand among others; write IN {{Array(..)}}");
            }
        }

        /** No row at all, so that IN is false and NOT IN is true, also of NULL's. */
        private static String noRows(Piece.Values list) {
            return "SELECT \"$v\" FROM (VALUES (CAST(NULL AS %s))) AS \"$none\"(\"$v\") WHERE FALSE"
                    .formatted(list.list().element().sql());
        }

        /** Powers of two make fewer different texts, and each text is planned once. */
        private static int padded(int size) {
            return size <= 1 ? size : Integer.highestOneBit(size - 1) << 1;
        }

        private static String marks(int count) {
            return "?,".repeat(count - 1) + "?";
        }

        private boolean inComment() {
            return scan.mode() == Mode.LINE_COMMENT || scan.mode() == Mode.BLOCK_COMMENT;
        }

        private void requireCode(Piece piece, String what) {
            switch (scan.mode()) {
                case TEXT, ESCAPED_TEXT, QUOTED_NAME, BACKTICK_NAME ->
                        throw problem(
                                piece,
                                "{{ }} puts %s here, which can't stand inside quotes; end the quotes before it, such as '%%' || {{String(x)}} || '%%'"
                                        .formatted(what));
                case CODE, LINE_COMMENT, BLOCK_COMMENT -> {}
            }
        }

        private QueryException problem(Piece piece, String message) {
            return new QueryException(
                    PipeError.TEMPLATE_SYNTAX,
                    message,
                    Optional.of(source.position(piece.offset())));
        }

        private void append(Piece piece, String added, boolean literal, int used) {
            if (!added.isEmpty()) {
                int end = literal ? piece.offset() + added.length() : piece.offset();
                for (int part : source.parts(piece.offset(), end)) {
                    SqlPosition place = source.position(part);
                    int start = text.length() + part - piece.offset();
                    spans.add(new Span(start, place.line(), place.column(), literal));
                }
                text.append(added);
                scan.feed(added);
            }
            uses.add(used);
        }

        private void trimEnd() {
            int end = text.length();
            while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            text.setLength(end);
        }
    }
}
