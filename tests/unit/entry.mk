# unit tests of src/entry
