package dev.tidemill.cli.shop;

import java.math.BigDecimal;
import java.util.List;

/**
 * Something that the shop sells.
 *
 * @param price of one, in euros
 * @param reorderBelow how few may be in stock before more is ordered
 */
record Product(String sku, String name, String category, BigDecimal price, int reorderBelow) {
    /** Everything that the shop sells; what sells best comes first. */
    static final List<Product> ALL =
            List.of(
                    product("tea-01", "Assam", "tea", "4.50", 80),
                    product("tea-02", "Sencha", "tea", "6.90", 80),
                    product("tea-03", "Earl Grey", "tea", "5.20", 60),
                    product("tea-04", "Peppermint", "tea", "3.80", 60),
                    product("cup-01", "Blue cup", "cups", "12.00", 40),
                    product("cup-02", "Two glasses", "cups", "18.50", 40),
                    product("pot-01", "Small pot", "pots", "34.00", 20),
                    product("pot-02", "Iron pot", "pots", "79.00", 20),
                    product("box-01", "Tin for 100 g", "boxes", "7.40", 40),
                    product("box-02", "Gift box", "boxes", "24.90", 30),
                    product("kettle-01", "Kettle with a thermometer", "kettles", "119.00", 10),
                    product("scale-01", "Fine scale", "scales", "29.90", 10));

    private static Product product(
            String sku, String name, String category, String price, int reorderBelow) {
        return new Product(sku, name, category, new BigDecimal(price), reorderBelow);
    }
}
