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
find_library(CRYPTO crypto REQUIRED)                               # libssl-dev: signatures
find_library(BZ2 bz2 REQUIRED)                                     # libbz2-dev
find_library(LZMA lzma REQUIRED)                                   # liblzma-dev
find_library(LZ4 lz4 REQUIRED)                                     # liblz4-dev
find_library(ZSTD zstd REQUIRED)                                   # libzstd-dev
find_library(MINIZIP minizip REQUIRED)                             # libminizip-dev
find_path(TL_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)            # libexpected-dev
find_path(VALIJSON_INCLUDE valijson/schema.hpp REQUIRED)           # libvalijson-dev
find_path(MUSTACHE_INCLUDE NAMES kainjow/mustache.hpp mustache.hpp REQUIRED) # libkainjow-mustache-dev

# Libraries that a report never calls are still loaded and relocated at every start, so what exists as a static library is
# linked as one. libgit2 alone brings fifteen shared libraries for its network: 4 ms of each start.
option(AUDITOR_STATIC_DEPENDENCIES "Link static libraries where they exist" ON)
function(auditor_prefer_static variable library)
  if(AUDITOR_STATIC_DEPENDENCIES)
    find_library(${variable}_STATIC lib${library}.a)
    if(${variable}_STATIC)
      set(${variable} ${${variable}_STATIC} PARENT_SCOPE)
    endif()
  endif()
endfunction()
set(AUDITOR_FMT fmt::fmt)
if(AUDITOR_STATIC_DEPENDENCIES)
  set(AUDITOR_FMT fmt::fmt-header-only)  # Debian has no static one
endif()
set(AUDITOR_YAML yaml-cpp)
set(AUDITOR_RE2 PkgConfig::re2)
set(AUDITOR_XXHASH PkgConfig::xxhash)
set(AUDITOR_CMARK PkgConfig::cmark_gfm)
set(AUDITOR_CMARK_EXTENSIONS ${CMARK_GFM_EXTENSIONS})
set(AUDITOR_PUGIXML pugixml::pugixml)
set(AUDITOR_BZ2 ${BZ2})
set(AUDITOR_LZMA ${LZMA})
set(AUDITOR_LZ4 ${LZ4})
set(AUDITOR_ZSTD ${ZSTD})
set(AUDITOR_MINIZIP ${MINIZIP})
auditor_prefer_static(AUDITOR_BZ2 bz2)
auditor_prefer_static(AUDITOR_LZMA lzma)
auditor_prefer_static(AUDITOR_LZ4 lz4)
auditor_prefer_static(AUDITOR_ZSTD zstd)
auditor_prefer_static(AUDITOR_MINIZIP minizip)
auditor_prefer_static(AUDITOR_YAML yaml-cpp)
auditor_prefer_static(AUDITOR_RE2 re2)
auditor_prefer_static(AUDITOR_XXHASH xxhash)
auditor_prefer_static(AUDITOR_CMARK cmark-gfm)
auditor_prefer_static(AUDITOR_CMARK_EXTENSIONS cmark-gfm-extensions)
auditor_prefer_static(AUDITOR_PUGIXML pugixml)

# libgit2 with what Debian builds it with, when all of it is there and a program links with it; else the shared one.
set(AUDITOR_GIT2 PkgConfig::libgit2)
set(AUDITOR_MBEDCRYPTO ${MBEDCRYPTO})
set(AUDITOR_CRYPTO ${CRYPTO})
set(AUDITOR_ZLIB ZLIB::ZLIB)
set(AUDITOR_STATIC_GIT2 OFF)
if(AUDITOR_STATIC_DEPENDENCIES AND NOT AUDITOR_SANITIZE)
  set(git2_parts)
  foreach(library git2 http_parser mbedtls mbedx509 mbedcrypto pcre2-8 ssh2 crypto z)
    find_library(GIT2_PART_${library} lib${library}.a)
    list(APPEND git2_parts ${GIT2_PART_${library}})
  endforeach()
  set(no_kerberos ${PROJECT_SOURCE_DIR}/auditor/source/no_kerberos.c)
  file(WRITE ${PROJECT_BINARY_DIR}/check_git2.c "#include <git2.h>\nint main(void) { return git_libgit2_init() < 0; }\n")
  if(NOT git2_parts MATCHES "NOTFOUND")
    try_compile(AUDITOR_STATIC_GIT2_LINKS ${PROJECT_BINARY_DIR}/check_git2
                SOURCES ${PROJECT_BINARY_DIR}/check_git2.c ${no_kerberos} LINK_LIBRARIES ${git2_parts})
  endif()
  if(AUDITOR_STATIC_GIT2_LINKS)
    set(AUDITOR_STATIC_GIT2 ON)
    add_library(auditor_no_kerberos STATIC ${no_kerberos})
    set(AUDITOR_GIT2 ${git2_parts} auditor_no_kerberos)
    set(AUDITOR_MBEDCRYPTO ${GIT2_PART_mbedcrypto})
    set(AUDITOR_CRYPTO ${GIT2_PART_crypto})
    set(AUDITOR_ZLIB ${GIT2_PART_z})
  endif()
endif()
