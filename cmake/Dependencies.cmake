# Every outside library, by its Debian 12 package (named in the comment).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)  # libgit2-dev
find_package(yaml-cpp REQUIRED)                                    # libyaml-cpp-dev
find_package(fmt REQUIRED)                                         # libfmt-dev
find_package(nlohmann_json REQUIRED)                               # nlohmann-json3-dev
find_package(spdlog REQUIRED)                                      # libspdlog-dev
find_package(pugixml REQUIRED)                                     # libpugixml-dev
find_package(CLI11 REQUIRED)                                       # libcli11-dev
find_package(ZLIB REQUIRED)                                        # zlib1g-dev
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)                # libre2-dev
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)       # libxxhash-dev
pkg_check_modules(cmark_gfm REQUIRED IMPORTED_TARGET libcmark-gfm) # libcmark-gfm-dev, libcmark-gfm-extensions-dev
find_library(CMARK_GFM_EXTENSIONS cmark-gfm-extensions REQUIRED)
find_library(MBEDCRYPTO mbedcrypto REQUIRED)                       # libmbedtls-dev: SHA-256
find_path(TL_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)            # libexpected-dev
find_path(VALIJSON_INCLUDE valijson/schema.hpp REQUIRED)           # libvalijson-dev
find_path(MUSTACHE_INCLUDE NAMES kainjow/mustache.hpp mustache.hpp REQUIRED) # libkainjow-mustache-dev

# Libraries that a report never calls are still loaded and relocated at every start, so what exists as a static library is
# linked as one: a quarter of the start-up time. libgit2 and what it needs stay shared.
option(AUDITOR_STATIC_DEPENDENCIES "Link static libraries where they exist" ON)
function(auditor_prefer_static variable library)
  if(AUDITOR_STATIC_DEPENDENCIES)
    find_library(${variable}_STATIC lib${library}.a)
    if(${variable}_STATIC)
      set(${variable} ${${variable}_STATIC} PARENT_SCOPE)
    endif()
  endif()
endfunction()
set(AUDITOR_YAML yaml-cpp)
set(AUDITOR_RE2 PkgConfig::re2)
set(AUDITOR_XXHASH PkgConfig::xxhash)
set(AUDITOR_CMARK PkgConfig::cmark_gfm)
set(AUDITOR_CMARK_EXTENSIONS ${CMARK_GFM_EXTENSIONS})
set(AUDITOR_PUGIXML pugixml::pugixml)
auditor_prefer_static(AUDITOR_YAML yaml-cpp)
auditor_prefer_static(AUDITOR_RE2 re2)
auditor_prefer_static(AUDITOR_XXHASH xxhash)
auditor_prefer_static(AUDITOR_CMARK cmark-gfm)
auditor_prefer_static(AUDITOR_CMARK_EXTENSIONS cmark-gfm-extensions)
auditor_prefer_static(AUDITOR_PUGIXML pugixml)
