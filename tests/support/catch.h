// Catch2 2 and 3 have different header names; tests include this one.
#pragma once
#ifdef AUDITOR_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
