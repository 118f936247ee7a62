package lifeboat.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import lifeboat.sqlite.SqliteDatabase;

/**
 * A shop's database to show things on: SQLite in WAL mode with about 300,000 rows in six tables, foreign keys, images,
 * a full-text index, a view and a trigger. The same every time it is made.
 */
public final class SampleShop {
    private static final int CUSTOMERS = 10_000;
    private static final int PRODUCTS = 600;
    private static final int ORDERS = 60_000;
    private static final int ITEMS = 150_000;
    private static final int REVIEWS = 20_000;
    private static final long FIRST_DAY = 1_735_689_600;
    private static final Duration BUSY = Duration.ofSeconds(10);
    private static final String[] FIRST = {"Ada", "Ben", "Chloé", "Dmitri", "Elif", "Fatou", "Grace", "Hiro", "Inês",
        "Jürgen", "Kofi", "Leïla", "Mei", "Noor", "Olga", "Pablo"};
    private static final String[] LAST = {"Almeida", "Brown", "Chen", "Dubois", "Eriksen", "Fischer", "García",
        "Haddad", "Ivanova", "Jansen", "Kim", "Lindqvist", "Müller", "Nguyen", "Okafor", "Rossi"};
    private static final String[] KIND = {"lamp", "kettle", "backpack", "chair", "notebook", "blanket", "teapot",
        "clock", "mug", "bicycle bell"};
    private static final String[] LOOK = {"blue", "oak", "enamel", "woollen", "brass", "folding", "tiny", "striped"};
    private static final String[] OPINION = {"Lovely, would buy again.", "Arrived late but intact.",
        "Exactly as described.", "Smaller than I thought.", "A gift, much liked.", "Broke after a week."};

    private SampleShop() {}

    /** Makes the database in a file that is not there yet. */
    public static void create(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqliteDatabase.run(connection, "PRAGMA journal_mode = WAL");
            SqliteDatabase.run(connection, "PRAGMA synchronous = OFF");
            connection.setAutoCommit(false);
            execute(connection, TABLES);
            Random random = new Random(20260115);
            products(connection, random);
            customers(connection, random);
            orders(connection, random);
            items(connection, random);
            reviews(connection, random);
            execute(connection, REST);
            connection.commit();
        }
    }

    /** What a day of business does: some rows are new, some changed, some gone. */
    public static void change(Path file) throws SQLException {
        try (Connection connection = SqliteDatabase.readWrite(file, BUSY)) {
            SqliteDatabase.run(connection, "PRAGMA foreign_keys = ON");
            connection.setAutoCommit(false);
            execute(connection, """
                    UPDATE products SET price_cents = price_cents + 100 WHERE id % 7 = 0;
                    UPDATE customers SET email = 'moved.' || email WHERE id % 500 = 0;
                    DELETE FROM reviews WHERE stars = 1 AND id % 5 = 0;
                    INSERT INTO products(name, description, price_cents, weight_kg, image)
                      VALUES ('paper lamp', 'A new paper lamp', 2900, 0.4, zeroblob(2048));
                    INSERT INTO reviews(product_id, customer_id, stars, body)
                      SELECT id, id, 5, 'Back in stock at last.' FROM products WHERE id <= 200""");
            connection.commit();
        }
    }

    /** The accident: somebody forgets the WHERE. Returns how many rows are gone. */
    public static long accident(Path file) throws SQLException {
        try (Connection connection = SqliteDatabase.readWrite(file, BUSY);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("DELETE FROM order_items");
        }
    }

    /** Starts customers who keep ordering until it is closed. */
    public static ShopWriter startWriter(Path file) throws SQLException {
        return new ShopWriter(file);
    }

    private static void products(Connection connection, Random random) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= PRODUCTS; id++) {
                String name = LOOK[random.nextInt(LOOK.length)] + " " + KIND[random.nextInt(KIND.length)];
                byte[] image = new byte[2_000 + random.nextInt(10_000)];
                random.nextBytes(image);
                add(insert, id, name, "A " + name + " for every day, model " + id, 500 + random.nextInt(20_000),
                        0.1 + random.nextInt(80) / 10.0, id % 20 == 0 ? null : image);
            }
            insert.executeBatch();
        }
    }

    private static void customers(Connection connection, Random random) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO customers VALUES (?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= CUSTOMERS; id++) {
                String name = FIRST[random.nextInt(FIRST.length)] + " " + LAST[random.nextInt(LAST.length)];
                add(insert, id, name, "customer" + id + "@example.com", random.nextInt(4) == 0 ? null : "+49 30 " + id,
                        FIRST_DAY + id * 600L);
            }
            insert.executeBatch();
        }
    }

    private static void orders(Connection connection, Random random) throws SQLException {
        try (PreparedStatement order = connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?)");
                PreparedStatement payment = connection.prepareStatement(
                        "INSERT INTO payments(order_id, cents, method) VALUES (?, ?, ?)")) {
            for (int id = 1; id <= ORDERS; id++) {
                boolean paid = random.nextInt(12) > 0;
                add(order, id, 1 + random.nextInt(CUSTOMERS), paid ? "paid" : "open", FIRST_DAY + id * 500L);
                if (paid) {
                    add(payment, id, 500 + random.nextInt(60_000), random.nextBoolean() ? "card" : "transfer");
                }
            }
            order.executeBatch();
            payment.executeBatch();
        }
    }

    private static void items(Connection connection, Random random) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO order_items VALUES (?, ?, ?, ?, ?)")) {
            for (int i = 0; i < ITEMS; i++) {
                add(insert, 1 + i % ORDERS, 1 + i / ORDERS, 1 + random.nextInt(PRODUCTS), 1 + random.nextInt(4),
                        500 + random.nextInt(20_000));
            }
            insert.executeBatch();
        }
    }

    private static void reviews(Connection connection, Random random) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO reviews(product_id, customer_id, stars, body) VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < REVIEWS; i++) {
                add(insert, 1 + random.nextInt(PRODUCTS), 1 + random.nextInt(CUSTOMERS), 1 + random.nextInt(5),
                        OPINION[random.nextInt(OPINION.length)]);
            }
            insert.executeBatch();
        }
    }

    private static void add(PreparedStatement insert, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
    }

    private static void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*\\n")) {
                statement.execute(sql);
            }
        }
    }

    private static final String TABLES = """
            CREATE TABLE products(id INTEGER PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
              price_cents INTEGER NOT NULL CHECK (price_cents > 0), weight_kg REAL, image BLOB);
            CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, phone TEXT,
              since INTEGER NOT NULL);
            CREATE TABLE orders(id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers,
              status TEXT NOT NULL, placed INTEGER NOT NULL);
            CREATE TABLE order_items(order_id INTEGER NOT NULL REFERENCES orders ON DELETE CASCADE,
              line INTEGER NOT NULL, product_id INTEGER NOT NULL REFERENCES products,
              quantity INTEGER NOT NULL, price_cents INTEGER NOT NULL,
              total_cents INTEGER AS (quantity * price_cents), PRIMARY KEY (order_id, line)) WITHOUT ROWID;
            CREATE TABLE payments(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders,
              cents INTEGER NOT NULL, method TEXT NOT NULL);
            CREATE TABLE reviews(id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products,
              customer_id INTEGER NOT NULL REFERENCES customers, stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
              body TEXT);
            """;

    private static final String REST = """
            CREATE INDEX orders_customer ON orders(customer_id);
            CREATE INDEX items_product ON order_items(product_id);
            CREATE INDEX payments_order ON payments(order_id);
            CREATE INDEX reviews_product ON reviews(product_id);
            CREATE VIEW customer_totals AS SELECT c.id, c.name, sum(p.cents) AS cents FROM customers c
              JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.order_id = o.id GROUP BY c.id;
            CREATE TRIGGER paid AFTER INSERT ON payments
              BEGIN UPDATE orders SET status = 'paid' WHERE id = NEW.order_id; END;
            CREATE VIRTUAL TABLE product_search USING fts5(name, description,
              content = 'products', content_rowid = 'id');
            INSERT INTO product_search(product_search) VALUES ('rebuild')
            """;
}
