package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Shows what a pipe's templates become for one call. */
@Command(
        name = "render",
        description = {
            "Shows the SQL that a pipe's templates become for one call, and the values bound to its"
                    + " question marks.",
            "Nothing is opened and nothing runs."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock render airport_board --project examples/flights --param airport=ATL",
            "  penstock render airport_board --airport ATL --page 2 --output json"
        })
final class RenderCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Set<BoundSql> shown = Collections.newSetFromMap(new IdentityHashMap<>());

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private OutputOption output = new OutputOption();
    @Mixin private ParameterOptions parameters = new ParameterOptions();

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Project project = option.load(terminal);
        ParameterOptions.Asked asked = parameters.asked();
        Pipe pipe = ProjectOption.pipe(project, asked.pipe());
        Node node = parameters.node(pipe);
        BoundSql sql = project.bind(pipe, node, asked.call());
        if (output.isJson()) {
            OutputOption.print(json(sql), terminal);
        } else {
            print(node.name(), sql);
        }
        return Penstock.GOOD;
    }

    private void print(String name, BoundSql sql) {
        if (!shown.add(sql)) {
            return;
        }
        if (shown.size() > 1) {
            terminal.print("");
        }
        terminal.print("-- " + name);
        // The first line stands where its author put it, so that the others stand right below it.
        int column = sql.origin().locate(sql.text(), 1, 1).column();
        terminal.print(withoutBlankStart(" ".repeat(column - 1) + sql.text().stripTrailing()));
        List<BoundValue> values = sql.values();
        for (int i = 0; i < values.size(); i++) {
            terminal.print(
                    "-- ?%d %s: %s"
                            .formatted(i + 1, ValueTexts.type(values.get(i)), text(values.get(i))));
        }
        sql.views().forEach(this::print);
    }

    /** Tags that render nothing leave lines behind. */
    private static String withoutBlankStart(String sql) {
        return sql.lines().dropWhile(String::isBlank).collect(Collectors.joining("\n"));
    }

    private static String text(BoundValue value) {
        boolean bare = value.value() instanceof Number || value.value() instanceof Boolean;
        return ValueTexts.value(value)
                .map(text -> bare ? text : ValueTexts.quoted(text))
                .orElse("NULL");
    }

    private static ObjectNode json(BoundSql sql) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sql", sql.text());
        ArrayNode values = json.putArray("values");
        for (BoundValue value : new ArrayList<>(sql.values())) {
            values.addObject()
                    .put("type", ValueTexts.type(value))
                    .put("value", ValueTexts.value(value).orElse(null));
        }
        ObjectNode views = json.putObject("views");
        sql.views().forEach((name, view) -> views.set(name, json(view)));
        return json;
    }
}
