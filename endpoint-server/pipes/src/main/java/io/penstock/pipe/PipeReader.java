package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;
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
    private static final Pattern TAG = Pattern.compile("\\{\\{|\\{%");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final String name;
    private final String file;
    private final TemplateEngine engine;
    private final Findings findings;
    private final RoleReader roles;
    private final List<Draft> drafts = new ArrayList<>();
    private final ImmutableList.Builder<TokenGrant> tokens = ImmutableList.builder();
    private final ImmutableList.Builder<String> tags = ImmutableList.builder();
    private Optional<String> description = Optional.empty();
    private Optional<Duration> cache = Optional.empty();
    private Optional<RateLimit> rateLimit = Optional.empty();
    private Optional<Instruction> type = Optional.empty();
    private Optional<Draft> typed = Optional.empty();

    PipeReader(String name, TemplateEngine engine, Findings findings, String file) {
        this.name = name;
        this.file = file;
        this.engine = engine;
        this.findings = findings;
        this.roles = new RoleReader(findings);
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

    /** The pipe; absent when no node of it could be read. What is wrong is in the findings. */
    Optional<Pipe> read(ImmutableList<Instruction> instructions) {
        instructions.forEach(this::instruction);
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
        return nodes.size() < drafts.size() ? Optional.empty() : Optional.of(pipe(nodes));
    }

    private Pipe pipe(List<Node> nodes) {
        Optional<Node> node = typed.map(draft -> nodes.get(drafts.indexOf(draft)));
        PipeRole role =
                node.isPresent() && type.isPresent()
                        ? roles.read(type.get(), node.get())
                        : roles.untyped();
        return new Pipe(
                name,
                Identifiers.of(name),
                description,
                ImmutableList.copyOf(nodes),
                role,
                node.filter(n -> role instanceof PipeRole.Endpoint),
                tokens.build(),
                tags.build(),
                cache,
                rateLimit,
                file);
    }

    private void instruction(Instruction instruction) {
        switch (instruction.name()) {
            case "NODE" -> startNode(instruction);
            case "SQL" -> sql(instruction);
            case "DESCRIPTION" -> describe(instruction);
            case "TYPE" -> type(instruction);
            case "TOKEN" ->
                    TokenGrants.read(instruction, ImmutableSet.of("READ"), findings)
                            .ifPresent(tokens::add);
            case "TAGS" -> tags.addAll(instruction.list());
            case "CACHE" -> cache(instruction);
            case "RATE_LIMIT" -> rateLimit(instruction);
            default -> {
                // VERSION is from before deployments and never meant anything to a server.
                if (RoleReader.isSetting(instruction.name())) {
                    roles.add(instruction);
                }
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
        if (!RoleReader.TYPES.contains(role)) {
            wrongValue(
                    instruction,
                    "Unknown TYPE '%s'; there are endpoint, materialized, copy and sink%s"
                            .formatted(
                                    instruction.value(),
                                    Spelling.near(role, RoleReader.TYPES)
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

    private void cache(Instruction instruction) {
        if (!SECONDS.matcher(instruction.value()).matches()) {
            wrongValue(
                    instruction,
                    "CACHE is '%s'; it must be a whole number of seconds"
                            .formatted(instruction.value()));
            return;
        }
        cache = Optional.of(Duration.ofSeconds(Long.parseLong(instruction.value())));
    }

    private void rateLimit(Instruction instruction) {
        try {
            rateLimit = Optional.of(RateLimit.parse(instruction.value()));
        } catch (IllegalArgumentException e) {
            wrongValue(
                    instruction,
                    "RATE_LIMIT is '%s'; it must be %s"
                            .formatted(instruction.value(), RateLimit.SHAPE));
        }
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
            tagsOfNoTemplate(source);
            template.notices()
                    .forEach(n -> findings.notice(ProjectProblem.at(n.position(), n.message())));
            return Optional.of(node(draft, source, template));
        } catch (TemplateException e) {
            e.problems()
                    .forEach(p -> findings.problem(ProjectProblem.at(p.position(), p.message())));
            return Optional.empty();
        }
    }

    private void tagsOfNoTemplate(SourceText source) {
        Matcher tag = TAG.matcher(source.text());
        if (!source.text().stripLeading().startsWith("%") && tag.find()) {
            findings.notice(
                    ProjectProblem.at(
                            source.position(tag.start()),
                            "'%s' means nothing here: the SQL is no template; write %% in a line of its own above it"
                                    .formatted(tag.group())));
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

    private void wrongValue(Instruction instruction, String message) {
        findings.problem(ProjectProblem.at(instruction.valuePosition(), message));
    }

    private void problem(Instruction instruction, String message) {
        findings.problem(ProjectProblem.at(instruction.position(), message));
    }
}
