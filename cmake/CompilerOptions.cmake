# Language level, warnings, sanitizers and speed-ups of the build, in one place.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(AUDITOR_WERROR "Treat warnings as errors" ON)
set(AUDITOR_SANITIZE "" CACHE STRING "Sanitizers, as given to -fsanitize=")
option(AUDITOR_COVERAGE "Instrument for line coverage" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header is only cached with these two.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12)
  add_link_options(-fuse-ld=mold)
endif()

add_library(auditor_options INTERFACE)
target_compile_options(auditor_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wformat=2 -fno-omit-frame-pointer -fstack-protector-strong
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
  # GCC 12 reports std::string's own inlined copies.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict -Wno-maybe-uninitialized>
  $<$<BOOL:${AUDITOR_WERROR}>:-Werror>
  $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
if(AUDITOR_SANITIZE)
  add_compile_options(-fsanitize=${AUDITOR_SANITIZE} -fno-sanitize-recover=all -g)
  add_link_options(-fsanitize=${AUDITOR_SANITIZE})
endif()
if(AUDITOR_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)  # the library's own branches guide the fuzzer
endif()
if(AUDITOR_COVERAGE)
  add_compile_options(--coverage -O0 -g)
  add_link_options(--coverage)
endif()
