# unit tests of src/mime
