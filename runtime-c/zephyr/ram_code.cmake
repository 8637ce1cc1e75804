# What lies in RAM of an RP2040: the functions of ram-code-rp2040.txt, a line `FILE FUNCTION` for each. Made by
# tests/pico/ram-code.mjs. What a compiler appends to a name, as to a clone's, belongs to the function.
#
# SPDX-License-Identifier: Apache-2.0
function(isere_ram_code)
  set(list "${CMAKE_CURRENT_SOURCE_DIR}/ram-code-rp2040.txt")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list}")
  file(STRINGS "${list}" lines REGEX "^[^#]")
  set(files)
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([^ ]+) ([^ ]+)$" matched "${line}")
    list(APPEND files "${CMAKE_MATCH_1}")
    list(APPEND "functions of ${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}")
  endforeach()
  list(REMOVE_DUPLICATES files)
  foreach(file IN LISTS files)
    string(JOIN "|" functions ${functions\ of\ ${file}})
    string(REGEX REPLACE "^zephyr/" "${ZEPHYR_BASE}/" path "${file}")
    string(REGEX REPLACE "^runtime-c/" "${runtime}/" path "${path}")
    string(REGEX REPLACE "^(quickjs|llhttp)/" "${third_party}/\\1/" path "${path}")
    zephyr_code_relocate(FILES "${path}" LOCATION RAM_TEXT NOKEEP FILTER "^\\.text\\.(${functions})(\\.|$)")
  endforeach()
endfunction()
