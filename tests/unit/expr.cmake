ground_test(unit expr SOURCES test_expr.c LINK expr)
ground_test(unit window SOURCES test_window.c LINK expr)
