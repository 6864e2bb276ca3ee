# unit tests of src/send
