// From file:// a page may not fetch the other pages for the search summaries; asking would only fill the console.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY &&= location.protocol !== "file:";
DOCUMENTATION_OPTIONS.search_as_you_type = false;
