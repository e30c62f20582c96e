DROP TABLE parity_report;
DROP TABLE tape_file;
