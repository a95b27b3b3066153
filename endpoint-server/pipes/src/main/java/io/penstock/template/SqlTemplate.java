package io.penstock.template;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.penstock.parameter.Parameter;
import io.penstock.template.Statement.Branch;
import io.penstock.template.Statement.For;
import io.penstock.template.Statement.If;
import io.penstock.template.Statement.Text;
import io.penstock.template.Statement.While;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * SQL of a node or a client, compiled once and rendered for each call. It is a template when its
 * first character that is no blank is {@code %}; otherwise it is SQL as it stands.
 *
 * <p>Calls that take the same path through the template get the same text, the same object even,
 * with other values. Thread: safe for many at once.
 */
public final class SqlTemplate {
    /** Paths through one template whose text is kept. */
    private static final int MAX_KEPT = 64;

    private final SourceText source;
    private final Function<String, Optional<String>> secrets;
    private final ImmutableMap<String, Integer> secretsAsked;
    private final Optional<PebbleTemplate> pebble;
    private final ParameterListing.Listing listing;
    private final ImmutableSet<String> tables;
    private final ImmutableSet<String> qualifiedTables;
    private final ImmutableList<Piece> fixed;
    private final Map<ImmutableList<Object>, Assembly> kept = new ConcurrentHashMap<>();

    private SqlTemplate(
            SourceText source,
            ImmutableList<Statement> statements,
            PebbleTree tree,
            Function<String, Optional<String>> secrets,
            Optional<PebbleTemplate> pebble) {
        this.source = source;
        this.secrets = secrets;
        this.secretsAsked = tree.secrets();
        this.pebble = pebble;
        this.listing = ParameterListing.of(source, statements);
        SqlScan scan = new SqlScan();
        scan(scan, statements);
        this.tables = scan.tables();
        this.qualifiedTables = scan.qualified();
        this.fixed = fixed(statements);
    }

    /**
     * Compiles SQL.
     *
     * @throws TemplateException with everything that is wrong with the template
     */
    public static SqlTemplate compile(TemplateEngine engine, SourceText source) {
        String text = source.text();
        int start = firstNonBlank(text, 0);
        if (start < text.length() && text.charAt(start) == '%') {
            return template(engine, source, firstNonBlank(text, start + 1));
        }
        ImmutableList<Statement> statements =
                ImmutableList.of(new Text(start, text.substring(start)));
        return new SqlTemplate(
                source,
                statements,
                new PebbleTree(new ArrayList<>(), false),
                engine.secrets(),
                Optional.empty());
    }

    private static SqlTemplate template(TemplateEngine engine, SourceText source, int start) {
        List<SyntaxException> problems = new ArrayList<>();
        ImmutableList<Statement> statements = TemplateParser.parse(source.text(), start, problems);
        PebbleTree tree = new PebbleTree(problems, engine.hasSecrets());
        BodyNode body = tree.statements(statements);
        if (!problems.isEmpty()) {
            throw new TemplateException(
                    problems.stream()
                            .sorted(Comparator.comparingInt(SyntaxException::offset))
                            .map(
                                    problem ->
                                            new TemplateProblem(
                                                    source.position(problem.offset()),
                                                    String.valueOf(problem.getMessage())))
                            .distinct()
                            .collect(ImmutableList.toImmutableList()));
        }
        boolean plain = statements.stream().allMatch(Text.class::isInstance);
        return new SqlTemplate(
                source,
                statements,
                tree,
                engine.secrets(),
                plain ? Optional.empty() : Optional.of(engine.template(body)));
    }

    private static int firstNonBlank(String text, int start) {
        int at = CharMatcher.whitespace().negate().indexIn(text, start);
        return at < 0 ? text.length() : at;
    }

    /** The author's text. */
    public SourceText source() {
        return source;
    }

    /** Whether there is no SQL at all. */
    public boolean isEmpty() {
        return pebble.isEmpty()
                && fixed.stream().allMatch(piece -> ((Piece.Copied) piece).text().isBlank());
    }

    /** Whether it is one text whoever calls, so that rendering it can't fail. */
    public boolean isPlain() {
        return pebble.isEmpty();
    }

    /** Its parameters, in the order of the text. */
    public ImmutableList<Parameter> parameters() {
        return listing.parameters();
    }

    /** Those with a type function; the others are only asked about. */
    public ImmutableSet<String> declared() {
        return listing.declared();
    }

    /** Those that decide which way it takes: others put values in and change no text. */
    public ImmutableSet<String> decisive() {
        return listing.decisive();
    }

    /** Parameters with texts that conditions compare them with. */
    public ImmutableList<Map.Entry<String, String>> comparisons() {
        return listing.compared().stream()
                .map(choice -> Map.entry(choice.parameter(), choice.text()))
                .collect(ImmutableList.toImmutableList());
    }

    /** What loads, but its author should know. */
    public ImmutableList<TemplateProblem> notices() {
        ImmutableList.Builder<TemplateProblem> notices = ImmutableList.builder();
        notices.addAll(listing.notices());
        secretsAsked.forEach(
                (name, offset) -> {
                    if (secrets.apply(name).isEmpty()) {
                        notices.add(
                                new TemplateProblem(
                                        source.position(offset),
                                        "The secret '%s' is not set; calls that need it fail"
                                                .formatted(name)));
                    }
                });
        return notices.build();
    }

    /**
     * Names that stand where tables do in some call, without a schema before them, in lower case;
     * maybe more than there are.
     */
    public ImmutableSet<String> tables() {
        return tables;
    }

    /** Tables of schemas that stand there in some call, as {@code schema.table} in lower case. */
    public ImmutableSet<String> qualifiedTables() {
        return qualifiedTables;
    }

    /**
     * The SQL for one call.
     *
     * @throws io.penstock.spi.error.QueryException with a {@link io.penstock.parameter.PipeError}
     *     for a parameter that is missing or does not fit, and what expressions do wrong
     */
    public Rendered render(Arguments arguments) {
        ImmutableList<Piece> pieces = pieces(arguments);
        ImmutableList<Object> shape = Assembly.shape(pieces);
        Assembly assembly = kept.get(shape);
        if (assembly == null) {
            assembly = Assembly.of(source, pieces);
            keep(shape, assembly);
        }
        return new Rendered(assembly.bind(pieces), assembly.tables());
    }

    private ImmutableList<Piece> pieces(Arguments arguments) {
        if (pebble.isEmpty()) {
            return fixed;
        }
        Rendering rendering = new Rendering(source, arguments, secrets);
        TemplateEngine.run(pebble.get(), rendering);
        return rendering.pieces();
    }

    private void keep(ImmutableList<Object> shape, Assembly assembly) {
        // Callers choose columns, so paths are without number; forgetting all is rare and cheap.
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(shape, assembly);
    }

    private static ImmutableList<Piece> fixed(ImmutableList<Statement> statements) {
        ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
        for (Statement statement : statements) {
            if (statement instanceof Text text) {
                pieces.add(new Piece.Copied(text.offset(), text.text()));
            }
        }
        return pieces.build();
    }

    /** Walks through all branches, each from where they fork. */
    private static void scan(SqlScan scan, ImmutableList<Statement> statements) {
        for (Statement statement : statements) {
            switch (statement) {
                case Text text -> scan.feed(text.text());
                case Statement.Put put -> put(scan, put);
                case If block -> {
                    List<SqlScan> forks = new ArrayList<>();
                    for (Branch branch : block.branches()) {
                        forks.add(fork(scan, branch.body()));
                    }
                    forks.add(fork(scan, block.otherwise()));
                    forks.forEach(scan::join);
                }
                case For loop -> loop(scan, loop.body(), loop.otherwise());
                case While loop -> loop(scan, loop.body(), loop.otherwise());
                case Statement.Set set -> {}
                case Statement.Leave leave -> {}
            }
        }
    }

    private static void loop(
            SqlScan scan, ImmutableList<Statement> body, ImmutableList<Statement> otherwise) {
        scan.join(fork(scan, body));
        scan.join(fork(scan, otherwise));
    }

    /** A table that is chosen by a parameter is one of those that the template itself names. */
    private static void put(SqlScan scan, Statement.Put put) {
        ImmutableList<String> tables = ParameterListing.tables(put.expression());
        if (tables.isEmpty()) {
            scan.feed("?");
            return;
        }
        List<SqlScan> forks = new ArrayList<>();
        for (String table : tables) {
            SqlScan fork = scan.copy();
            fork.feed(table);
            forks.add(fork);
        }
        scan.feed(tables.get(0));
        forks.forEach(scan::join);
    }

    private static SqlScan fork(SqlScan scan, ImmutableList<Statement> body) {
        SqlScan fork = scan.copy();
        scan(fork, body);
        return fork;
    }
}
