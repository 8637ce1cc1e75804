# What runs from RAM: the functions of CONFIG_ISERE_RAM_CODE_LIST, a line `FILE FUNCTION` for each. The list of the RP2040
# is made by tests/pico/ram-code.mjs, that of the RP2350 by bench/misses. What a compiler appends to a name, as to a
# clone's, belongs to the function; a file that a board does not compile has nothing to move.
#
# SPDX-License-Identifier: Apache-2.0
function(isere_ram_code)
  set(list "${CMAKE_CURRENT_SOURCE_DIR}/${CONFIG_ISERE_RAM_CODE_LIST}")
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
