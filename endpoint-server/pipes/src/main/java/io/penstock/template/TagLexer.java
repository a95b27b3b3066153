package io.penstock.template;

import com.google.common.collect.ImmutableList;

import java.util.List;

/**
 * Cuts a template into text and tags. Source: Tornado's documentation of its template syntax;
 * unlike there, a closing brace inside a quoted text or a dictionary does not end a tag.
 */
final class TagLexer {
    private final String text;
    private final List<SyntaxException> problems;
    private final ImmutableList.Builder<Tag> tags = ImmutableList.builder();
    private int at;
    private int textStart;

    private TagLexer(String text, int start, List<SyntaxException> problems) {
        this.text = text;
        this.at = start;
        this.textStart = start;
        this.problems = problems;
    }

    /** The pieces from an offset on; tags that don't end are added to the problems. */
    static ImmutableList<Tag> tags(String text, int start, List<SyntaxException> problems) {
        TagLexer lexer = new TagLexer(text, start, problems);
        lexer.run();
        return lexer.tags.build();
    }

    private void run() {
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0 || open + 1 >= text.length()) {
                break;
            }
            at = open;
            switch (text.charAt(open + 1)) {
                case '{' -> put(open);
                case '%' -> tag(open, Tag.Kind.BLOCK);
                case '#' -> comment(open);
                default -> at++;
            }
        }
        text(text.length());
    }

    private void put(int open) {
        if (text.startsWith("{{{", open)) {
            at++;
        } else {
            tag(open, Tag.Kind.PUT);
        }
    }

    private void tag(int open, Tag.Kind kind) {
        if (escaped(open)) {
            return;
        }
        text(open);
        int end = end(open + 2, kind == Tag.Kind.PUT ? "}}" : "%}");
        if (end < 0) {
            unclosed(open, kind == Tag.Kind.PUT ? "}}" : "%}");
            return;
        }
        tags.add(new Tag(kind, open + 2, end, open));
        moveTo(end + 2);
    }

    /** An exclamation mark after the braces stands for the braces themselves. */
    private boolean escaped(int open) {
        if (!text.startsWith("!", open + 2)) {
            return false;
        }
        text(open + 2);
        moveTo(open + 3);
        return true;
    }

    private void comment(int open) {
        if (escaped(open)) {
            return;
        }
        text(open);
        int end = text.indexOf("#}", open + 2);
        if (end < 0) {
            unclosed(open, "#}");
        } else {
            moveTo(end + 2);
        }
    }

    private void unclosed(int open, String close) {
        problems.add(
                new SyntaxException(
                        open,
                        "The tag '%s' has no closing '%s'"
                                .formatted(text.substring(open, open + 2), close)));
        moveTo(text.length());
    }

    private void moveTo(int offset) {
        at = offset;
        textStart = offset;
    }

    private void text(int end) {
        if (end > textStart) {
            tags.add(new Tag(Tag.Kind.TEXT, textStart, end, textStart));
        }
        textStart = end;
    }

    private int end(int start, String close) {
        int braces = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (braces == 0 && text.startsWith(close, i)) {
                return i;
            }
            if (c == '\'' || c == '"') {
                int after = closingQuote(i);
                i = after < 0 ? i : after;
            } else if (c == '{') {
                braces++;
            } else if (c == '}' && braces > 0) {
                braces--;
            }
        }
        return text.indexOf(close, start);
    }

    private int closingQuote(int open) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }
}
