# Every outside library, by its Debian 12 package (named in the comment).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)  # libgit2-dev
find_package(yaml-cpp REQUIRED)                                    # libyaml-cpp-dev
find_package(fmt REQUIRED)                                         # libfmt-dev
find_package(spdlog REQUIRED)                                      # libspdlog-dev
find_package(nlohmann_json REQUIRED)                               # nlohmann-json3-dev
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
