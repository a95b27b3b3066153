package io.penstock.cli;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.SyntaxError;

import java.util.List;

/** Tells the line editor when a statement is whole, and which word is being typed. */
final class ShellParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) throws SyntaxError {
        boolean accepting = context == ParseContext.ACCEPT_LINE;
        boolean command = line.stripLeading().startsWith("\\");
        if (accepting && !command && !StatementText.of(line).isComplete()) {
            throw new EOFError(-1, -1, "the statement has no ; yet", "...");
        }
        int start = Math.min(cursor, line.length());
        while (start > 0 && isWord(line.charAt(start - 1))) {
            start--;
        }
        return new Word(line, line.substring(start, Math.min(cursor, line.length())), cursor);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '\\';
    }

    /** A backslash starts a command; it escapes nothing. */
    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    private record Word(String line, String word, int cursor) implements ParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }
}
