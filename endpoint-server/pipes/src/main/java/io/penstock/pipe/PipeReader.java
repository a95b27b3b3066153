package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.SqlPosition;
import io.penstock.template.SourceText;
import io.penstock.template.SqlTemplate;
import io.penstock.template.TemplateEngine;
import io.penstock.template.TemplateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one {@code .pipe} file. Thread: one; a reader reads one file. */
final class PipeReader {
    private static final Pattern TOKEN = Pattern.compile("(\"[^\"]+\"|'[^']+'|\\S+)\\s+(\\S+)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final ImmutableSet<String> ROLES =
            ImmutableSet.of("endpoint", "materialized", "copy", "sink");

    private final String name;
    private final String file;
    private final TemplateEngine engine;
    private final Findings findings;
    private final List<Draft> drafts = new ArrayList<>();
    private final ImmutableList.Builder<TokenGrant> tokens = ImmutableList.builder();
    private final ImmutableList.Builder<String> tags = ImmutableList.builder();
    private Optional<String> description = Optional.empty();
    private Optional<Duration> cache = Optional.empty();
    private Optional<Instruction> type = Optional.empty();
    private Optional<Draft> typed = Optional.empty();

    PipeReader(String name, String file, TemplateEngine engine, Findings findings) {
        this.name = name;
        this.file = file;
        this.engine = engine;
        this.findings = findings;
    }

    /** A node while its instructions are being read. */
    private static final class Draft {
        final String name;
        final SqlPosition position;
        Optional<String> description = Optional.empty();
        Optional<Instruction> sql = Optional.empty();

        Draft(String name, SqlPosition position) {
            this.name = name;
            this.position = position;
        }
    }

    /**
     * A pipe and its role.
     *
     * @param pipe its endpoint is present when the file says TYPE endpoint
     * @param role in lower case; absent for a file without TYPE
     */
    record Result(Pipe pipe, Optional<String> role) {}

    /** The pipe; absent when no node of it could be read. What is wrong is in the findings. */
    Optional<Result> read(String text) {
        Datafile.read(file, text, PipeInstructions.INSTANCE, findings::problem)
                .forEach(this::instruction);
        if (drafts.isEmpty()) {
            findings.problem(
                    new ProjectProblem(
                            file,
                            1,
                            1,
                            "The pipe has no node; write NODE name and SQL > below it"));
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        drafts.forEach(draft -> node(draft).ifPresent(nodes::add));
        return nodes.size() < drafts.size() ? Optional.empty() : Optional.of(result(nodes));
    }

    private Result result(List<Node> nodes) {
        Optional<String> role = type.map(t -> Ascii.toLowerCase(t.value()));
        boolean published = role.filter(r -> r.equals("endpoint")).isPresent();
        Optional<Node> endpoint =
                published ? typed.map(draft -> nodes.get(drafts.indexOf(draft))) : Optional.empty();
        Pipe pipe =
                new Pipe(
                        name,
                        Identifiers.of(name),
                        description,
                        ImmutableList.copyOf(nodes),
                        endpoint,
                        tokens.build(),
                        tags.build(),
                        cache,
                        file);
        return new Result(pipe, role);
    }

    private void instruction(Instruction instruction) {
        switch (instruction.name()) {
            case "NODE" -> startNode(instruction);
            case "SQL" -> sql(instruction);
            case "DESCRIPTION" -> describe(instruction);
            case "TYPE" -> type(instruction);
            case "TOKEN" -> token(instruction);
            case "TAGS" -> tags.addAll(list(instruction.value()));
            case "CACHE" -> cache(instruction);
            case "INCLUDE" ->
                    problem(
                            instruction,
                            "INCLUDE is not supported; write the included text into this file");
            default -> {
                // VERSION, and settings of roles that run elsewhere; the role itself is noted.
            }
        }
    }

    private void startNode(Instruction instruction) {
        String nodeName = instruction.value();
        SqlPosition position =
                nodeName.isEmpty() ? instruction.position() : instruction.text().position(0);
        NameRules.problem("Node", nodeName)
                .ifPresent(message -> findings.problem(ProjectProblem.at(position, message)));
        for (Draft draft : drafts) {
            if (draft.name.equalsIgnoreCase(nodeName)) {
                findings.problem(
                        ProjectProblem.at(
                                position,
                                "The node '%s' is defined twice, first in line %d; rename one"
                                        .formatted(nodeName, draft.position.line())));
            }
        }
        drafts.add(new Draft(nodeName, position));
    }

    private void sql(Instruction instruction) {
        if (drafts.isEmpty()) {
            problem(instruction, "SQL stands before the first NODE; write NODE name above it");
            return;
        }
        Draft draft = drafts.getLast();
        if (draft.sql.isPresent()) {
            problem(
                    instruction,
                    "The node '%s' has a second SQL; start another NODE for it"
                            .formatted(draft.name));
        }
        draft.sql = Optional.of(instruction);
    }

    private void describe(Instruction instruction) {
        Optional<String> text = Optional.of(instruction.paragraph());
        if (drafts.isEmpty()) {
            description = text;
        } else {
            drafts.getLast().description = text;
        }
    }

    private void type(Instruction instruction) {
        String role = Ascii.toLowerCase(instruction.value());
        if (!ROLES.contains(role)) {
            problem(
                    instruction,
                    "Unknown TYPE '%s'; there are endpoint, materialized, copy and sink%s"
                            .formatted(
                                    instruction.value(),
                                    Spelling.near(role, ROLES)
                                            .map(near -> ". Did you mean " + near + "?")
                                            .orElse("")));
        } else if (type.isPresent()) {
            problem(
                    instruction,
                    "The pipe has a second TYPE, the first stands in line %d; keep one"
                            .formatted(type.get().position().line()));
        } else if (drafts.isEmpty()) {
            problem(instruction, "TYPE stands before the first NODE; write it below a node's SQL");
        } else {
            type = Optional.of(instruction);
            typed = Optional.of(drafts.getLast());
        }
    }

    private void token(Instruction instruction) {
        Matcher matcher = TOKEN.matcher(instruction.text().text().strip());
        if (!matcher.matches() || !Ascii.equalsIgnoreCase(matcher.group(2), "READ")) {
            problem(
                    instruction,
                    "'TOKEN %s' is not understood; write TOKEN name READ"
                            .formatted(instruction.text().text().strip()));
            return;
        }
        String token = Instruction.unquoted(matcher.group(1));
        tokens.add(new TokenGrant(token, "READ", instruction.position()));
    }

    private void cache(Instruction instruction) {
        if (!SECONDS.matcher(instruction.value()).matches()) {
            problem(
                    instruction,
                    "CACHE is '%s'; it must be a whole number of seconds"
                            .formatted(instruction.value()));
            return;
        }
        cache = Optional.of(Duration.ofSeconds(Long.parseLong(instruction.value())));
    }

    private static List<String> list(String value) {
        return Splitter.on(',')
                .trimResults()
                .omitEmptyStrings()
                .splitToStream(value)
                .map(Instruction::unquoted)
                .toList();
    }

    private Optional<Node> node(Draft draft) {
        if (draft.sql.isEmpty() || draft.sql.get().text().text().isBlank()) {
            findings.problem(
                    ProjectProblem.at(
                            draft.position,
                            "The node '%s' has no SQL; write SQL > and a SELECT below it"
                                    .formatted(draft.name)));
            return Optional.empty();
        }
        SourceText source = draft.sql.get().text();
        try {
            SqlTemplate template = SqlTemplate.compile(engine, source);
            template.notices()
                    .forEach(n -> findings.notice(ProjectProblem.at(n.position(), n.message())));
            return Optional.of(node(draft, source, template));
        } catch (TemplateException e) {
            e.problems()
                    .forEach(p -> findings.problem(ProjectProblem.at(p.position(), p.message())));
            return Optional.empty();
        }
    }

    private Node node(Draft draft, SourceText source, SqlTemplate template) {
        return new Node(
                draft.name,
                Identifiers.of(name + "/" + draft.name),
                draft.description,
                source.text().stripIndent().strip(),
                template,
                draft.position);
    }

    private void problem(Instruction instruction, String message) {
        findings.problem(ProjectProblem.at(instruction.position(), message));
    }
}
