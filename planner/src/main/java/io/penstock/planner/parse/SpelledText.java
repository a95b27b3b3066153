package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * Text for the parser, and where each piece of it stands in the author's text.
 *
 * @param source the author's text
 * @param text the parser's text, on the same lines
 * @param pieces where they differ and where they agree, in order
 * @param integerDivisions offsets in the parser's text of the plus signs that mark a divisor, and
 *     of what stands right behind them
 */
record SpelledText(
        String source,
        String text,
        ImmutableList<Piece> pieces,
        ImmutableSet<Integer> integerDivisions) {

    /** From an offset in the parser's text on, the author's text stands at another one. */
    record Piece(int start, int source, boolean same) {}

    /** The author's offset for a place in the parser's text. */
    int sourceOffset(int line, int column) {
        int offset = offset(line, column);
        Piece piece = pieces.get(0);
        for (Piece candidate : pieces) {
            if (candidate.start() > offset) {
                break;
            }
            piece = candidate;
        }
        int moved = piece.same() ? piece.source() + offset - piece.start() : piece.source();
        return Math.min(moved, source.length());
    }

    /** The offset in the parser's text; line and column count from 1. */
    int offset(int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            start = end + 1;
        }
        return Math.min(text.length(), start + Math.max(0, column - 1));
    }

    /** Writes the parser's text piece by piece. */
    static final class Builder {
        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
        private final ImmutableSet.Builder<Integer> integerDivisions = ImmutableSet.builder();
        private int done;
        private boolean beforeDivisor;

        Builder(String source) {
            this.source = source;
        }

        /** The piece as it is. */
        void same(SqlToken token) {
            gap(token);
            piece(token, token.text(), true);
        }

        /** Another text in the piece's place. */
        void instead(SqlToken token, String replacement) {
            gap(token);
            piece(token, replacement, false);
        }

        /**
         * A division, whose divisor gets a plus sign that can be recognised later. A number takes
         * the sign as its own: of that it is noted where it begins.
         */
        void integerDivision(SqlToken token) {
            gap(token);
            integerDivisions.add(text.length() + 2);
            piece(token, "/ +", false);
            beforeDivisor = true;
        }

        /** Text that the author did not write, right behind the last piece. */
        void added(String text) {
            if (!text.isEmpty()) {
                pieces.add(new Piece(this.text.length(), done, false));
                this.text.append(text);
            }
        }

        private void piece(SqlToken token, String written, boolean same) {
            if (beforeDivisor) {
                integerDivisions.add(text.length());
                beforeDivisor = written.equals("+");
            }
            pieces.add(new Piece(text.length(), token.start(), same));
            text.append(written);
            done = token.end();
        }

        /** Comments become blanks; lines stay lines. */
        private void gap(SqlToken token) {
            if (token.start() > done) {
                pieces.add(new Piece(text.length(), done, true));
            }
            for (int i = done; i < token.start(); i++) {
                text.append(source.charAt(i) == '\n' ? '\n' : ' ');
            }
        }

        SpelledText build() {
            return new SpelledText(
                    source, text.toString(), pieces.build(), integerDivisions.build());
        }
    }
}
