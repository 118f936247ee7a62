package lifeboat.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lifeboat.sqlite.SqliteDatabase;

/**
 * Customers of the {@link SampleShop} who order without pause: each order with its item and payment is one transaction
 * on a connection of its own. Close it to stop them.
 */
public final class ShopWriter implements AutoCloseable {
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 2;

    private final Connection connection;
    private final AtomicLong commits = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile SQLException failure;

    ShopWriter(Path file) throws SQLException {
        connection = SqliteDatabase.readWrite(file, BUSY);
        SqliteDatabase.run(connection, "PRAGMA synchronous = NORMAL");
        connection.setAutoCommit(false);
        thread = Thread.ofPlatform().daemon().name("shop-writer").start(this::work);
    }

    /** How many orders have been committed since it started. */
    public long commits() {
        return commits.get();
    }

    private void work() {
        try (PreparedStatement order = connection.prepareStatement(
                        "INSERT INTO orders(customer_id, status, placed) VALUES (?, 'open', unixepoch()) RETURNING id");
                PreparedStatement item = connection.prepareStatement(
                        "INSERT INTO order_items(order_id, line, product_id, quantity, price_cents)"
                                + " VALUES (?, 1, ?, 1, 990)");
                PreparedStatement payment = connection.prepareStatement(
                        "INSERT INTO payments(order_id, cents, method) VALUES (?, 990, 'card')")) {
            while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                order(order, item, payment);
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(PreparedStatement order, PreparedStatement item, PreparedStatement payment) throws SQLException {
        long number = commits.get();
        order.setLong(1, 1 + number % 1000);
        long id;
        try (ResultSet row = order.executeQuery()) {
            id = row.getLong(1);
        }
        item.setLong(1, id);
        item.setLong(2, 1 + number % 100);
        item.executeUpdate();
        payment.setLong(1, id);
        payment.executeUpdate();
        connection.commit();
        commits.incrementAndGet();
    }

    /**
     * Stops them after the order they are at.
     *
     * @throws SQLException what made them stop before
     */
    @Override
    public void close() throws SQLException {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        connection.close();
        if (failure != null) {
            throw failure;
        }
    }
}
