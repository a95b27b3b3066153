package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.cli.EndpointCase.Places;
import io.penstock.cli.EndpointCase.Region;
import io.penstock.pipe.ProjectException;
import io.penstock.pipe.ProjectProblem;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file with tests of one endpoint, read with the places of its values.
 *
 * @param file for messages: relative to the project
 * @param text as it stands in the file
 * @param cases in the order of the file
 * @param notRun tests of another kind, each with why it does not run
 */
record CaseFile(
        String file,
        String text,
        ImmutableList<EndpointCase> cases,
        ImmutableList<ProjectProblem> notRun) {

    /**
     * Reads a file.
     *
     * @throws ProjectException with everything that is wrong with it
     */
    static CaseFile read(String file, String text) {
        return new Reader(file, text).read();
    }

    /** Reads one file. */
    private static final class Reader {
        private final String file;
        private final String text;
        private final List<ProjectProblem> problems = new ArrayList<>();
        private final List<ProjectProblem> notRun = new ArrayList<>();

        Reader(String file, String text) {
            this.file = file;
            this.text = text;
        }

        CaseFile read() {
            ImmutableList.Builder<EndpointCase> cases = ImmutableList.builder();
            root().ifPresent(
                            root -> {
                                if (root instanceof SequenceNode list) {
                                    list.getValue()
                                            .forEach(item -> one(item).ifPresent(cases::add));
                                } else {
                                    problem(
                                            root,
                                            "The file must be a list of tests, each with a name");
                                }
                            });
            if (!problems.isEmpty()) {
                throw new ProjectException(ImmutableList.copyOf(problems));
            }
            return new CaseFile(file, text, cases.build(), ImmutableList.copyOf(notRun));
        }

        private Optional<Node> root() {
            LoadSettings settings = LoadSettings.builder().setLabel(file).setUseMarks(true).build();
            try {
                return new Compose(settings).composeString(text);
            } catch (MarkedYamlEngineException e) {
                Optional<Mark> mark = e.getProblemMark();
                problems.add(
                        new ProjectProblem(
                                file,
                                mark.map(Mark::getLine).orElse(0) + 1,
                                mark.map(Mark::getColumn).orElse(0) + 1,
                                "The file is not YAML: " + e.getProblem()));
            } catch (YamlEngineException e) {
                problems.add(
                        new ProjectProblem(file, 1, 1, "The file is not YAML: " + e.getMessage()));
            }
            return Optional.empty();
        }

        private Optional<EndpointCase> one(Node item) {
            Optional<String> quality = quality(item);
            if (quality.isPresent()) {
                notRun.add(
                        at(
                                item,
                                "The data-quality test '%s' is not run; only calls of endpoints are"
                                        .formatted(quality.get())));
                return Optional.empty();
            }
            if (!(item instanceof MappingNode members) || value(members, "name").isEmpty()) {
                problem(
                        item,
                        "A test must have a name; write name, parameters and expected_result");
                return Optional.empty();
            }
            Optional<ScalarNode> result = value(members, "expected_result");
            Optional<ScalarNode> status = value(members, "expected_http_status");
            ScalarNode name = value(members, "name").get();
            return Optional.of(
                    new EndpointCase(
                            name.getValue(),
                            value(members, "parameters").map(this::text).orElse(""),
                            new EndpointAnswer(
                                    status.map(this::status).orElse(EndpointAnswer.GOOD),
                                    result.map(this::text).orElse("")),
                            mark(item.getStartMark()).getLine() + 1,
                            new Places(
                                    result.map(this::region),
                                    status.map(this::region),
                                    lineEnd(region(name).end()),
                                    mark(item.getStartMark()).getColumn())));
        }

        /** The name of a test that is a query which must give no row: {@code name: {sql: ..}}. */
        private static Optional<String> quality(Node item) {
            boolean single =
                    item instanceof MappingNode members
                            && members.getValue().size() == 1
                            && members.getValue().get(0).getKeyNode() instanceof ScalarNode;
            if (!single) {
                return Optional.empty();
            }
            NodeTuple only = ((MappingNode) item).getValue().get(0);
            return only.getValueNode() instanceof MappingNode test
                            && test.getValue().stream().anyMatch(Reader::isSql)
                    ? Optional.of(((ScalarNode) only.getKeyNode()).getValue())
                    : Optional.empty();
        }

        private static boolean isSql(NodeTuple member) {
            return member.getKeyNode() instanceof ScalarNode key && key.getValue().equals("sql");
        }

        private Optional<ScalarNode> value(MappingNode members, String key) {
            for (NodeTuple member : members.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
                    if (member.getValueNode() instanceof ScalarNode scalar) {
                        return Optional.of(scalar);
                    }
                    problem(
                            member.getValueNode(),
                            "'%s' must be a text, not a list or an object".formatted(key));
                }
            }
            return Optional.empty();
        }

        /** A value that is missing behind its key is an empty text. */
        private String text(ScalarNode value) {
            boolean nothing = value.isPlain() && value.getValue().matches("|~|null");
            return nothing ? "" : value.getValue();
        }

        private int status(ScalarNode value) {
            if (!value.getValue().matches("[1-5][0-9][0-9]")) {
                problem(
                        value,
                        "expected_http_status is '%s'; it must be a status such as 200 or 400"
                                .formatted(value.getValue()));
                return 0;
            }
            return Integer.parseInt(value.getValue());
        }

        private Region region(Node node) {
            Mark end = node.getEndMark().orElseThrow();
            return new Region(offset(mark(node.getStartMark())), offset(end));
        }

        /** Marks count code points. */
        private int offset(Mark mark) {
            return text.offsetByCodePoints(0, mark.getIndex());
        }

        private int lineEnd(int from) {
            int end = text.indexOf('\n', from);
            return end < 0 ? text.length() : end;
        }

        private void problem(Node node, String message) {
            problems.add(at(node, message));
        }

        private ProjectProblem at(Node node, String message) {
            Mark mark = mark(node.getStartMark());
            return new ProjectProblem(file, mark.getLine() + 1, mark.getColumn() + 1, message);
        }

        private static Mark mark(Optional<Mark> mark) {
            return mark.orElseThrow(() -> new IllegalStateException("read without marks"));
        }
    }
}
