package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proposes names: keywords, functions, tables, and the columns of the tables that the statement
 * names. The catalog is asked once, at the first word. Thread: the line editor's.
 */
final class ShellCompleter implements Completer {
    private static final ImmutableList<String> KEYWORDS =
            ImmutableList.of(
                    "select",
                    "from",
                    "where",
                    "group by",
                    "order by",
                    "having",
                    "limit",
                    "offset",
                    "join",
                    "left join",
                    "on",
                    "using",
                    "as",
                    "and",
                    "or",
                    "not",
                    "in",
                    "between",
                    "like",
                    "is null",
                    "is not null",
                    "case",
                    "when",
                    "then",
                    "else",
                    "end",
                    "distinct",
                    "union all",
                    "with",
                    "over",
                    "partition by",
                    "asc",
                    "desc");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    private final SqlConnection connection;
    private final Set<String> tables = new TreeSet<>();
    private final Set<String> functions = new TreeSet<>();
    private final ConcurrentHashMap<String, List<String>> columns = new ConcurrentHashMap<>();
    private boolean loaded;

    ShellCompleter(SqlConnection connection) {
        this.connection = connection;
    }

    /** Asks the catalog again at the next word. */
    void forget() {
        loaded = false;
        columns.clear();
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.word().startsWith("\\")) {
            ShellCommand.names().forEach(name -> candidates.add(new Candidate(name)));
            return;
        }
        try {
            load();
            names(line.line()).forEach(name -> candidates.add(new Candidate(name)));
        } catch (CommandException e) {
            // Without a server there is nothing to propose but what SQL has itself.
        }
        KEYWORDS.forEach(keyword -> candidates.add(new Candidate(keyword)));
    }

    private void load() {
        if (loaded) {
            return;
        }
        JsonNode catalog = connection.catalog();
        tables.clear();
        functions.clear();
        catalog.path("tables").forEach(table -> tables.add(SqlShell.name(table)));
        catalog.path("functions").forEach(function -> functions.add(function.asText()));
        loaded = true;
    }

    private Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher word = NAME.matcher(text);
        while (word.find()) {
            String name = Ascii.toLowerCase(word.group());
            tables.stream()
                    .filter(table -> Ascii.equalsIgnoreCase(table, name))
                    .forEach(table -> names.addAll(columns(table)));
        }
        names.addAll(tables);
        names.addAll(functions);
        return names;
    }

    private List<String> columns(String table) {
        return columns.computeIfAbsent(
                table, name -> connection.table(name).path("columns").findValuesAsText("name"));
    }
}
