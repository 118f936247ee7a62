package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lifeboat.base.Output;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final Cli cli = new Cli();

    @Test
    void results_go_to_standard_output_and_warnings_to_standard_error() {
        Console console = cli.session().console();
        console.line("done");
        console.line("     indented");
        console.warn("not encrypted");
        assertEquals("done\n     indented\n", cli.out());
        assertEquals("warning: not encrypted\n", cli.err());
    }

    @Test
    void with_json_standard_output_holds_the_document_alone() {
        Console console = cli.session().console();
        console.json();
        console.line("working");
        console.document("{}");
        assertEquals("{}\n", cli.out());
        assertEquals("working\n", cli.err());
    }

    @Test
    void secrets_reach_neither_lines_nor_documents() {
        Console console = cli.session().console();
        console.line("from postgres://u:geheim@h/d?sslpassword=geheim2");
        console.document("{\"a\":\"postgres://u:ge:he@im@h/d\"}");
        console.error("bad [AGE-SECRET-KEY-1QQQQ]", null);
        assertEquals("from postgres://u:***@h/d?sslpassword=***\n{\"a\":\"postgres://u:***@h/d\"}\n", cli.out());
        assertEquals("error: bad [AGE-SECRET-KEY-***]\n", cli.err());
    }

    @Test
    void control_characters_of_others_do_not_reach_the_terminal() {
        Console console = cli.session().console();
        console.error("server says \u001b[2J\nsecond line", null);
        assertEquals("error: server says �[2J\n  second line\n", cli.err());
    }

    @Test
    void short_work_shows_no_progress_lines_and_long_work_one_in_ten_seconds() {
        AtomicLong seconds = new AtomicLong();
        LineProgress progress = new LineProgress(cli.session().console(), "orders", 100 << 20,
                () -> seconds.get() * 1_000_000_000L);
        for (int second = 1; second <= 25; second++) {
            seconds.set(second);
            progress.add(2 << 20);
        }
        progress.close();
        assertEquals("orders: 20.0 MiB of about 100 MiB (20 %), 2.0 MiB/s\norders: 40.0 MiB of about 100 MiB (40 %), "
                + "2.0 MiB/s\n", cli.err());
        assertEquals("", cli.out());
    }

    @Test
    void more_than_the_estimate_is_not_told_as_more_than_all() {
        AtomicLong nanos = new AtomicLong();
        LineProgress progress = new LineProgress(cli.session().console(), "orders", 1, nanos::get);
        nanos.set(11_000_000_000L);
        progress.add(11 << 20);
        assertEquals("orders: 11.0 MiB, 1.0 MiB/s\n", cli.err());
    }

    @Test
    void on_a_terminal_progress_is_a_bar_that_disappears() {
        AtomicLong nanos = new AtomicLong();
        Console console = cli.typing("").session().console();
        assertTrue(console.progress("orders", 1) instanceof BarProgress);
        try (Output.Progress bar = new BarProgress(console, "orders", 10 << 20, nanos::get)) {
            bar.add(5 << 20);
            nanos.set(600_000_000);
            bar.add(15 << 20);
            bar.add(1 << 20);
        }
        assertTrue(cli.err().contains("orders") && cli.err().contains("21/21 MiB"), cli.err());
        assertTrue(cli.err().endsWith("\r\u001b[K"), cli.err());
        assertEquals("", cli.out());
    }

    @Test
    void work_of_a_moment_shows_no_bar() {
        Console console = cli.typing("").session().console();
        try (Output.Progress bar = new BarProgress(console, "orders", 10 << 20, () -> 0)) {
            bar.add(10 << 20);
        }
        assertEquals("", cli.err());
    }

    @Test
    void lines_do_not_tear_the_bar() {
        Console console = cli.typing("").session().console();
        console.bar("orders 50%");
        console.line("a line");
        assertEquals("\r\u001b[Korders 50%\r\u001b[K", cli.err());
        assertEquals("a line\n", cli.out());
    }

    @Test
    void in_ci_there_is_neither_bar_nor_color_even_on_a_terminal() {
        Console console = cli.typing("").with("CI", "1").session().console();
        assertTrue(console.progress("orders", 1) instanceof LineProgress);
        assertFalse(console.canAsk());
        console.warn("x");
        assertEquals("warning: x\n", cli.err());
    }

    @Test
    void the_width_is_that_of_columns_or_a_hundred() {
        assertEquals(100, cli.session().console().width());
        assertEquals(120, cli.with("COLUMNS", "120").session().console().width());
        assertEquals(100, cli.with("COLUMNS", "12").session().console().width());
        assertEquals(100, cli.with("COLUMNS", "wide").session().console().width());
    }

    @Test
    void what_will_be_replaced_is_replaced_only_for_the_exact_word() {
        List<String> what = List.of("[shop.db] will be replaced");
        assertTrue(new TypedConfirmation(cli.typing("shop\n").session().console(), false).confirm(what, "shop"));
        assertTrue(cli.err().contains("[shop.db] will be replaced\ntype shop to go on: "), cli.err());
        assertFalse(new TypedConfirmation(cli.typing("Shop\n").session().console(), false).confirm(what, "shop"));
        assertFalse(new TypedConfirmation(cli.typing("\n").session().console(), false).confirm(what, "shop"));
        assertFalse(new TypedConfirmation(cli.typing("").session().console(), false).confirm(what, "shop"));
        assertFalse(new TypedConfirmation(cli.typing("yes\n").session().console(), false).confirm(what, "shop"));
    }
}
