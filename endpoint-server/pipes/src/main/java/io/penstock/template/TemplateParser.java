package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.template.Statement.Branch;
import io.penstock.template.Statement.For;
import io.penstock.template.Statement.If;
import io.penstock.template.Statement.Leave;
import io.penstock.template.Statement.Put;
import io.penstock.template.Statement.Set;
import io.penstock.template.Statement.Text;
import io.penstock.template.Statement.While;

import java.util.List;

/** Reads the tags of a template into statements. One problem ends one tag, not the reading. */
final class TemplateParser {
    private static final int MAX_DEPTH = 32;
    private static final String TAGS =
            "if, elif, else, for, while, break, continue, set, raw, comment, end";
    private static final ImmutableSet<String> BLOCKS =
            ImmutableSet.of("try", "block", "apply", "with");

    /** Tags that go on with a block that is not supported. */
    private static final ImmutableSet<String> CLAUSES =
            ImmutableSet.of("except", "finally", "else");

    private static final ImmutableMap<String, String> OTHERS =
            ImmutableMap.<String, String>builder()
                    .put("try", "test with defined(..) before a value is used")
                    .put("import", "templates have a closed set of functions")
                    .put("from", "templates have a closed set of functions")
                    .put("include", "use the instruction INCLUDE of the datafile")
                    .put("extends", "read another node instead")
                    .put("block", "read another node instead")
                    .put("module", "read another node instead")
                    .put("apply", "call the function in {{ }}")
                    .put("autoescape", "values are bound, so there is nothing to escape")
                    .put("whitespace", "SQL does not mind its blanks")
                    .buildOrThrow();

    private final String text;
    private final ImmutableList<Tag> tags;
    private final List<SyntaxException> problems;
    private int at;
    private int depth;
    private int loops;
    private boolean tooDeep;

    private TemplateParser(String text, ImmutableList<Tag> tags, List<SyntaxException> problems) {
        this.text = text;
        this.tags = tags;
        this.problems = problems;
    }

    /** The statements from an offset on; what is wrong is added to the problems. */
    static ImmutableList<Statement> parse(String text, int start, List<SyntaxException> problems) {
        ImmutableList<Tag> tags = TagLexer.tags(text, start, problems);
        TemplateParser parser = new TemplateParser(text, tags, problems);
        ImmutableList.Builder<Statement> statements = ImmutableList.builder();
        while (parser.at < tags.size()) {
            statements.addAll(parser.body());
            parser.strayTag();
        }
        return statements.build();
    }

    private void strayTag() {
        if (at < tags.size()) {
            Tag tag = tags.get(at++);
            problem(tag.open(), "'{%% %s %%}' without an open block".formatted(word(tag)));
        }
    }

    /** Statements up to a tag that ends or continues the block around them. */
    private ImmutableList<Statement> body() {
        ImmutableList.Builder<Statement> statements = ImmutableList.builder();
        while (at < tags.size() && !endsBody(tags.get(at))) {
            Tag tag = tags.get(at++);
            try {
                switch (tag.kind()) {
                    case TEXT -> statements.add(text(tag));
                    case PUT -> statements.add(put(tag));
                    case BLOCK -> block(tag, statements);
                }
            } catch (SyntaxException e) {
                problems.add(e);
            }
        }
        return statements.build();
    }

    private boolean endsBody(Tag tag) {
        if (tag.kind() != Tag.Kind.BLOCK) {
            return false;
        }
        String word = word(tag);
        return word.equals("end")
                || word.equals("elif")
                || word.equals("else")
                || word.equals("except")
                || word.equals("finally");
    }

    private Statement text(Tag tag) {
        return new Text(tag.start(), text.substring(tag.start(), tag.end()));
    }

    private Statement put(Tag tag) {
        return new Put(tag.open(), parser(tag).whole());
    }

    private void block(Tag tag, ImmutableList.Builder<Statement> statements) {
        String word = word(tag);
        switch (word) {
            case "if" -> statements.add(ifBlock(tag));
            case "for" -> statements.add(forBlock(tag));
            case "while" -> statements.add(whileBlock(tag));
            case "set" -> statements.add(set(tag));
            case "break", "continue" -> statements.add(leave(tag, word));
            case "raw" -> statements.add(raw(tag));
            case "comment" -> {}
            case "" -> problem(tag.open(), "An empty tag; supported are: " + TAGS);
            default -> refuse(tag, word);
        }
    }

    /** Tornado's unescaped output; here nothing is escaped, because values are bound. */
    private Statement raw(Tag tag) {
        ExpressionParser parser = parser(tag);
        parser.expect("raw");
        return new Put(tag.open(), parser.whole());
    }

    /** A tag that is not offered; its block is read on, so that its end finds it. */
    private void refuse(Tag tag, String word) {
        problem(
                tag.open(),
                "The tag '%s' is not supported; %s"
                        .formatted(word, OTHERS.getOrDefault(word, "supported are: " + TAGS)));
        if (BLOCKS.contains(word)) {
            nestedBody(tag);
            while (at < tags.size() && CLAUSES.contains(word(tags.get(at)))) {
                at++;
                nestedBody(tag);
            }
            end(tag);
        }
    }

    private Statement ifBlock(Tag open) {
        ImmutableList.Builder<Branch> branches = ImmutableList.builder();
        branches.add(branch(open));
        while (next("elif")) {
            branches.add(branch(tags.get(at++)));
        }
        return new If(open.open(), branches.build(), otherwise(open));
    }

    private Branch branch(Tag tag) {
        Expression condition = expressionAfterWord(tag);
        return new Branch(condition, nestedBody(tag));
    }

    private Statement forBlock(Tag open) {
        ImmutableList<String> names = ImmutableList.of("_");
        Expression items = new Expression.Sequence(open.open(), ImmutableList.of(), false);
        try {
            ExpressionParser parser = parser(open);
            parser.expect("for");
            names = parser.names();
            parser.expect("in");
            items = parser.whole();
        } catch (SyntaxException e) {
            problems.add(e);
        }
        ImmutableList<Statement> body = turns(open);
        return new For(open.open(), names, items, body, otherwise(open));
    }

    private Statement whileBlock(Tag open) {
        Expression condition = expressionAfterWord(open);
        ImmutableList<Statement> body = turns(open);
        return new While(open.open(), condition, body, otherwise(open));
    }

    private ImmutableList<Statement> turns(Tag open) {
        loops++;
        ImmutableList<Statement> body = nestedBody(open);
        loops--;
        return body;
    }

    /** What {@code else} leads to, and the end of the block. */
    private ImmutableList<Statement> otherwise(Tag open) {
        ImmutableList<Statement> otherwise = ImmutableList.of();
        if (next("else")) {
            at++;
            otherwise = nestedBody(open);
        }
        end(open);
        return otherwise;
    }

    private Statement set(Tag tag) {
        ExpressionParser parser = parser(tag);
        parser.expect("set");
        ImmutableList<String> names = parser.names();
        parser.expect("=");
        return new Set(tag.open(), names, parser.whole());
    }

    private Statement leave(Tag tag, String word) {
        if (loops == 0) {
            throw new SyntaxException(tag.open(), "'%s' outside of a loop".formatted(word));
        }
        return new Leave(tag.open(), word.equals("break"));
    }

    /** A wrong condition is a problem, but its block is read on, so that its end finds it. */
    private Expression expressionAfterWord(Tag tag) {
        try {
            ExpressionParser parser = parser(tag);
            parser.expect(word(tag));
            return parser.whole();
        } catch (SyntaxException e) {
            problems.add(e);
            return new Expression.Literal(tag.open(), false);
        }
    }

    private ImmutableList<Statement> nestedBody(Tag open) {
        if (++depth > MAX_DEPTH) {
            problem(open.open(), "Blocks are nested over %d deep".formatted(MAX_DEPTH));
            tooDeep = true;
            at = tags.size();
        }
        ImmutableList<Statement> body = body();
        depth--;
        return body;
    }

    private boolean next(String word) {
        return at < tags.size()
                && tags.get(at).kind() == Tag.Kind.BLOCK
                && word(tags.get(at)).equals(word);
    }

    private void end(Tag open) {
        if (next("end")) {
            at++;
        } else if (at < tags.size()) {
            problem(
                    tags.get(at).open(),
                    "'{%% %s %%}' is out of place here".formatted(word(tags.get(at++))));
            body();
            end(open);
        } else if (!tooDeep) {
            problem(
                    open.open(),
                    "'{%% %s ... %%}' has no closing '{%% end %%}'".formatted(word(open)));
        }
    }

    private ExpressionParser parser(Tag tag) {
        return new ExpressionParser(ExpressionLexer.tokens(text, tag.start(), tag.end()));
    }

    /** The tag's first word. */
    private String word(Tag tag) {
        int start = tag.start();
        while (start < tag.end() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < tag.end() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private void problem(int offset, String message) {
        problems.add(new SyntaxException(offset, message));
    }
}
