# unit tests of src/render
