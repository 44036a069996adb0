foreach(topic file index state calls append recovery rest faults producers time retention)
  ground_test(unit log_${topic} SOURCES test_log_${topic}.c KITS log_kit batch_builder LINK log)
endforeach()
